import assert from 'node:assert/strict';
import type { Refusal } from '../../../src/domain/refusal.ts';
import { filesText } from '../../../src/ui/files/texts.ts';

const refusal = (given: Partial<Refusal>): Refusal => ({
  kind: 'denied',
  name: 'AccessDenied',
  message: 'Access Denied',
  nothingHappened: true,
  ...given,
});
const unauthorized = (action: string): string =>
  `User: arn:aws:iam::000000000000:user/someone is not authorized to perform: ${action} on resource: x because no identity-based policy allows the ${action} action`;

describe('why files cannot be read', () => {
  for (const [name, given, text] of [
    [
      'a denial that names its permission',
      { message: unauthorized('s3:GetObject') },
      /read these files\. You need s3:GetObject\.$/,
    ],
    ['a denial of a key', { message: unauthorized('kms:Decrypt') }, /use the KMS key .* You need kms:Decrypt\.$/],
    ['a denial of a list', { operation: 'ListObjectsV2' }, /You need s3:ListBucket and, .*kms:Decrypt\.$/],
    [
      'a denial that may be about who pays',
      { unpaidBucket: 'a-bucket' },
      /s3:GetObject and, .* may also be a Requester Pays bucket\.$/,
    ],
    ['a denial of a copy', { operation: 'CopyObject' }, /copy these files\. You need s3:GetObject, s3:PutObject and/],
    [
      'a denial of a copy that names its permission',
      { operation: 'CopyObject', message: unauthorized('s3:PutObject') },
      /copy these files\. You need s3:PutObject\.$/,
    ],
    ['a disabled key', { name: 'KMS.DisabledException' }, /^The KMS key that encrypts the files cannot be used/],
    ['another region', { kind: 'invalid', name: 'PermanentRedirect', message: 'eu-west-1' }, /region eu-west-1, and/],
    [
      'an unknown region',
      { kind: 'invalid', name: 'PermanentRedirect', message: '' },
      /^The bucket is in another region/,
    ],
    [
      'a file that is too large',
      { kind: 'limit', name: 'FileTooLarge', message: '314572800' },
      /^The file is 300 MB\. Files of up to 50\.0 MB/,
    ],
  ] as const)
    it(`is said of ${name}`, () => {
      assert.match(filesText(refusal(given)), text);
    });
});
