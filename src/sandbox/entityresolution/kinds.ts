/** The two kinds of Entity Resolution job. */
export type Kind = 'idMapping' | 'matching';

/** How the kinds differ in routing, checks and limits; how their jobs differ is in `run.ts`. */
export interface KindFacts {
  /** The first segment of the kind's paths. */
  readonly pathRoot: 'idmappingworkflows' | 'matchingworkflows';
  /** The resource type before the name in a workflow's ARN. */
  readonly arnResource: 'idmappingworkflow' | 'matchingworkflow';
  /** Whether job operations accept a workflow's ARN in place of its name. */
  readonly namedByArn: boolean;
  /** Whether Start takes a job type and an output, and Get returns the job type. */
  readonly hasJobType: boolean;
  /** The name of the limit in an ExceedsLimitException. */
  readonly quotaName: string;
}

/** The table of the two kinds. */
export const kinds: Readonly<Record<Kind, KindFacts>> = {
  idMapping: {
    pathRoot: 'idmappingworkflows',
    arnResource: 'idmappingworkflow',
    namedByArn: true,
    hasJobType: true,
    quotaName: 'Concurrent ID mapping jobs',
  },
  matching: {
    pathRoot: 'matchingworkflows',
    arnResource: 'matchingworkflow',
    namedByArn: false,
    hasJobType: false,
    quotaName: 'Concurrent matching jobs',
  },
};
