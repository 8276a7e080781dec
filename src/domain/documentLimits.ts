/**
 * The documented limits of a Comprehend Medical job. The documents of the service disagree, so that they are told and
 * never decide. Source: "Guidelines and quotas" of the Amazon Comprehend Medical Developer Guide.
 */
export const documentLimits = {
  documentBytes: 70 * 1024,
  jobBytes: 1024 ** 3,
  jobDocuments: 5_000_000,
} as const;
