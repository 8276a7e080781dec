// The services differ in data, not in code: what is the same for all kinds of job of one stands in its row here.

export type Service = 'comprehendmedical' | 'entityresolution';

interface ServiceFacts {
  /** The service's name as AWS writes it; not localized. */
  readonly title: string;
  /** The codicon of the service's group. */
  readonly icon: string;
  /** The verb of the operation that tells of one job: ‹verb›‹family›Job. */
  readonly describeVerb: 'Describe' | 'Get';
  /** What the ids of its jobs look like, by the service's model. */
  readonly idPattern: RegExp;
  /** Whether jobs are runs of a workflow, and listed workflow by workflow. */
  readonly hasWorkflows: boolean;
  /** Whether its lists take a filter by status. */
  readonly filtersByStatus: boolean;
}

export const serviceFacts: Readonly<Record<Service, ServiceFacts>> = {
  comprehendmedical: {
    title: 'Amazon Comprehend Medical', icon: 'pulse', describeVerb: 'Describe', idPattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-%@]{1,32}$/u, hasWorkflows: false, filtersByStatus: true,
  },
  entityresolution: {
    title: 'AWS Entity Resolution', icon: 'organization', describeVerb: 'Get', idPattern: /^[a-f0-9]{32}$/, hasWorkflows: true, filtersByStatus: false,
  },
};

/** All services, in the order a person reads them. */
export const services = Object.keys(serviceFacts) as readonly Service[];
