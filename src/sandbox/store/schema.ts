/**
 * The tables. Running this again changes nothing. Times are milliseconds since the epoch.
 *
 * No job has a status column: a status is computed from the times, `outcome` and now. The first request after
 * `finishesAt` sets `outcome` and the columns that depend on it, together with the job's output files.
 */
export const schema = `
  CREATE TABLE IF NOT EXISTS buckets (
    name TEXT PRIMARY KEY,
    createdAt INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE IF NOT EXISTS objects (
    bucket TEXT NOT NULL REFERENCES buckets (name),
    key TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    contentType TEXT NOT NULL,
    metadata TEXT NOT NULL,
    lastModified INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (bucket, key)
  ) STRICT;

  -- Multipart uploads that are neither completed nor aborted.
  CREATE TABLE IF NOT EXISTS uploads (
    uploadId TEXT PRIMARY KEY,
    bucket TEXT NOT NULL REFERENCES buckets (name),
    key TEXT NOT NULL,
    contentType TEXT NOT NULL,
    metadata TEXT NOT NULL,
    storageClass TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    isAsked INTEGER NOT NULL,
    type TEXT NOT NULL,
    initiatedAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS uploadsByKey ON uploads (bucket, key, initiatedAt, uploadId);

  CREATE TABLE IF NOT EXISTS parts (
    uploadId TEXT NOT NULL REFERENCES uploads (uploadId),
    number INTEGER NOT NULL,
    etag TEXT NOT NULL,
    size INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    lastModified INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (uploadId, number)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS medicalJobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    region TEXT NOT NULL,
    family TEXT NOT NULL,
    jobId TEXT NOT NULL UNIQUE,
    clientRequestToken TEXT,
    request TEXT NOT NULL,
    submittedAt INTEGER NOT NULL,
    finishesAt INTEGER NOT NULL,
    stopsAt INTEGER,
    outcome TEXT,
    message TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS medicalJobsByToken ON medicalJobs (region, family, clientRequestToken) WHERE clientRequestToken IS NOT NULL;
  CREATE INDEX IF NOT EXISTS medicalJobsByTime ON medicalJobs (region, family, submittedAt, seq);
  CREATE INDEX IF NOT EXISTS medicalJobsUnsettled ON medicalJobs (finishesAt) WHERE outcome IS NULL AND stopsAt IS NULL;

  -- What has not ended, for one status and for counting; every list by status would walk all jobs of the family without it.
  CREATE INDEX IF NOT EXISTS medicalJobsByEnd ON medicalJobs (region, family, coalesce(stopsAt, finishesAt));

  -- Workflows besides those every sandbox has.
  CREATE TABLE IF NOT EXISTS workflows (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    incremental INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS resolutionJobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    region TEXT NOT NULL,
    kind TEXT NOT NULL,
    workflowName TEXT NOT NULL,
    jobId TEXT NOT NULL UNIQUE,
    jobType TEXT,
    outputSourceConfig TEXT NOT NULL,
    startedAt INTEGER NOT NULL,
    finishesAt INTEGER NOT NULL,
    outcome TEXT,
    message TEXT,
    metrics TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS resolutionJobsByWorkflow ON resolutionJobs (region, kind, workflowName, seq);
  CREATE INDEX IF NOT EXISTS resolutionJobsUnsettled ON resolutionJobs (finishesAt) WHERE outcome IS NULL;
`;

/** Columns that were added later: a new file gets them as an old one does. Each has a default for the rows there are. */
export const addedColumns = [
  { table: 'medicalJobs', column: 'model', definition: 'INTEGER NOT NULL DEFAULT 1' },
  { table: 'objects', column: 'storageClass', definition: "TEXT NOT NULL DEFAULT 'STANDARD'" },
  // JSON, or empty for an object that has none.
  { table: 'objects', column: 'checksum', definition: "TEXT NOT NULL DEFAULT ''" },
] as const;
