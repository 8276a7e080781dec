import assert from 'node:assert/strict';
import { deniedAccessOf } from '../../src/domain/denied.ts';

describe('the message of a denied call', () => {
  const user = 'User: arn:aws:sts::111122223333:assumed-role/Analyst/me';
  for (const [message, expected] of [
    [
      `${user} is not authorized to perform: comprehendmedical:StartPHIDetectionJob because no identity-based policy allows the comprehendmedical:StartPHIDetectionJob action`,
      { action: 'comprehendmedical:StartPHIDetectionJob', by: 'identity' },
    ],
    [
      `${user} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/Data with an explicit deny in a service control policy`,
      { action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/Data', by: 'organization' },
    ],
    [
      `${user} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/k" because no resource-based policy allows the s3:GetObject action`,
      { action: 's3:GetObject', resource: 'arn:aws:s3:::b/*', by: 'resource' },
    ],
    [
      `${user} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/ward/Jane Doe.txt" because no identity-based policy allows the s3:PutObject action`,
      { action: 's3:PutObject', resource: 'arn:aws:s3:::b/*', by: 'identity' },
    ],
    [
      `${user} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:us-east-1:111122223333:accesspoint/notes/object/Doe.txt with an explicit deny in a session policy`,
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/notes/*',
        by: 'session',
      },
    ],
    [
      `${user} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::b" with an explicit deny in a session policy`,
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::b', by: 'session' },
    ],
    [
      `${user} is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/1 because no permissions boundary allows the kms:Decrypt action`,
      { action: 'kms:Decrypt', resource: 'arn:aws:kms:us-east-1:111122223333:key/1', by: 'boundary' },
    ],
    [`${user} is not authorized to perform: kms:ListKeys`, { action: 'kms:ListKeys' }],
    ['Access Denied', undefined],
    ['', undefined],
    ['is not authorized to perform: <script>', undefined],
    [`is not authorized to perform: s3:GetObject${' '.repeat(5_000)}`, undefined],
  ] as const)
    it(`is read: ${message.slice(0, 80)}`, () => {
      assert.deepEqual(deniedAccessOf(message), expected);
    });
});
