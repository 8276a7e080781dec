/** The two kinds of Entity Resolution job. */
export type Kind = 'idMapping' | 'matching';

/** How the kinds differ for whoever routes, checks or limits; how they differ in their work stands in `run.ts`. */
export interface KindFacts {
  /** The first segment of the kind's paths. */
  readonly pathRoot: 'idmappingworkflows' | 'matchingworkflows';
  /** The word before the name in a workflow's ARN. */
  readonly arnResource: 'idmappingworkflow' | 'matchingworkflow';
  /** Whether a workflow's ARN may stand where its name does, for jobs. */
  readonly namedByArn: boolean;
  /** Whether Start takes a job type and an output, and Get tells the job type. */
  readonly hasJobType: boolean;
  /** What an ExceedsLimitException calls the limit. */
  readonly quotaName: string;
}

/** The table of the two kinds. */
export const kinds: Readonly<Record<Kind, KindFacts>> = {
  idMapping: { pathRoot: 'idmappingworkflows', arnResource: 'idmappingworkflow', namedByArn: true, hasJobType: true, quotaName: 'Concurrent ID mapping jobs' },
  matching: { pathRoot: 'matchingworkflows', arnResource: 'matchingworkflow', namedByArn: false, hasJobType: false, quotaName: 'Concurrent matching jobs' },
};
