import assert from 'node:assert/strict';
import fc from 'fast-check';
import { s3Prefix, serviceHome } from '../../../src/domain/jobs/console.ts';
import { consoleHost } from '../../../src/domain/jobs/consoleHost.ts';
import { entities, idMapping, startedJob } from './fakeServices.ts';

const job = startedJob(entities, 'a', 0);

describe('a link to the AWS console', () => {
  it('opens the first page of the service in the partition’s own console', () => {
    assert.equal(serviceHome(job), 'https://console.aws.amazon.com/comprehend/v2/home?region=us-east-1');
    assert.equal(
      serviceHome({ ...startedJob(idMapping, 'b', 0), region: 'eu-west-1' }),
      'https://console.aws.amazon.com/entityresolution/home?region=eu-west-1',
    );
    assert.equal(
      serviceHome({ ...job, partition: 'aws-us-gov', region: 'us-gov-west-1' }),
      'https://console.amazonaws-us-gov.com/comprehend/v2/home?region=us-gov-west-1',
    );
    assert.equal(
      serviceHome({ ...job, partition: 'aws-cn', region: 'cn-north-1' }),
      'https://console.amazonaws.cn/comprehend/v2/home?region=cn-north-1',
    );
  });

  it('is undefined for the sandbox and for partitions without a known console', () => {
    for (const partition of ['sandbox', 'aws-iso', 'constructor', ''])
      assert.deepEqual(
        [consoleHost(partition), serviceHome({ ...job, partition }), s3Prefix({ ...job, partition }, 's3://b/')],
        [undefined, undefined, undefined],
      );
  });

  it('opens a location in S3, whatever characters its key contains', () => {
    assert.equal(
      s3Prefix(job, 's3://my-bucket'),
      'https://console.aws.amazon.com/s3/buckets/my-bucket?region=us-east-1',
    );
    assert.equal(
      s3Prefix(job, 's3://my-bucket/a/b'),
      'https://console.aws.amazon.com/s3/buckets/my-bucket?region=us-east-1&prefix=a%2Fb%2F',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter(key => !/\p{Cs}|^\/|[\r\n]/u.test(key)),
        key => {
          const url = new URL(s3Prefix(job, `s3://my-bucket/${key}`) ?? '');
          assert.deepEqual(
            [url.host, url.pathname, url.hash, url.searchParams.get('region'), url.searchParams.get('prefix')],
            ['console.aws.amazon.com', '/s3/buckets/my-bucket', '', 'us-east-1', key.endsWith('/') ? key : `${key}/`],
          );
        },
      ),
    );
    assert.equal(s3Prefix(job, 'not a place'), undefined);
  });
});
