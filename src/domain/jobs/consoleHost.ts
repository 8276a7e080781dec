const hosts: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};

/**
 * Returns the console host of a partition; undefined for a partition whose console is unknown, and for the sandbox,
 * which has none.
 */
export function consoleHost(partition: string): string | undefined {
  return Object.hasOwn(hosts, partition) ? hosts[partition] : undefined;
}
