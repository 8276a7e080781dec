// The services differ in data, not in code: what all kinds of job of one service share is in its row here.

export type Service = 'comprehendmedical' | 'entityresolution';

interface ServiceFacts {
  /** The service's name as AWS writes it; not localized. */
  readonly title: string;
  /** The codicon of the service's group. */
  readonly icon: string;
  /** The verb of the operation that returns one job: ‹verb›‹family›Job. */
  readonly describeVerb: 'Describe' | 'Get';
  /** The pattern of its job ids, from the service's model. */
  readonly idPattern: RegExp;
  /** Whether jobs are runs of a workflow and are listed per workflow. */
  readonly hasWorkflows: boolean;
  /** Whether its lists can be filtered by status. */
  readonly filtersByStatus: boolean;
  /**
   * The documented limit of active jobs of one operation in a region. It decides only when a waiting run is sent: the
   * service itself refuses one job too many, and charges nothing. Sources: "Guidelines and quotas" of the Amazon
   * Comprehend Medical Developer Guide, "Quotas" of the AWS Entity Resolution User Guide.
   */
  readonly maxActiveJobs: number;
}

export const serviceFacts: Readonly<Record<Service, ServiceFacts>> = {
  comprehendmedical: {
    title: 'Amazon Comprehend Medical',
    icon: 'pulse',
    describeVerb: 'Describe',
    idPattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,32}$/u,
    hasWorkflows: false,
    filtersByStatus: true,
    maxActiveJobs: 10,
  },
  entityresolution: {
    title: 'AWS Entity Resolution',
    icon: 'organization',
    describeVerb: 'Get',
    idPattern: /^[a-f0-9]{32}$/,
    hasWorkflows: true,
    filtersByStatus: false,
    maxActiveJobs: 1,
  },
};

/** All services, in display order. */
export const services = Object.keys(serviceFacts) as readonly Service[];
