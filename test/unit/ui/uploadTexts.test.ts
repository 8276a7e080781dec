// Why an upload cannot go on: each line names the permission or the cause, and none of them a file.
import assert from 'node:assert/strict';
import { refusalOf } from '../../../src/aws/refusals.ts';
import type { Refusal } from '../../../src/domain/refusal.ts';
import { readRefusalTexts } from '../../../src/ui/words.ts';
import {
  filesText,
  nothingSentText,
  progressText,
  sendingText,
  sentTexts,
  skippedText,
} from '../../../src/ui/upload/texts.ts';

const to = { region: 'us-east-1', place: { bucket: 'clinic', key: 'notes/' }, caller: 'arn' };

/** As the SDK throws what S3 answers. */
const s3 = (name: string, status: number, message = ''): Refusal =>
  refusalOf(
    Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status } }),
    'PutObject',
  );
const system = (code: string, syscall: string): Refusal =>
  refusalOf(Object.assign(new Error('x'), { code, syscall }), 'PutObject');

describe('the words for an upload', () => {
  before(readRefusalTexts);

  const kms =
    'User: arn:aws:iam::1:user/x is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:1:key/2 because no identity-based policy allows the kms:GenerateDataKey action';
  for (const [what, refusal, wanted] of [
    ['a denied key', s3('AccessDenied', 403, kms), /kms:GenerateDataKey on arn:aws:kms/],
    ['an unnamed denial', s3('AccessDenied', 403, 'Access Denied'), /s3:ListBucket, s3:PutObject.*Requester Pays/],
    ['a disabled key', s3('KMS.DisabledException', 400), /KMS key.*KMS\.DisabledException/],
    ['another region', s3('PermanentRedirect', 301), /clinic is in another region than us-east-1/],
    ['no bucket', s3('NoSuchBucket', 404), /clinic does not exist/],
    ['Object Lock', s3('InvalidRequest', 400, 'Content-MD5 is required'), /Object Lock.*Content-MD5 is required/],
    ['a quota', s3('QuotaExceeded', 403), /quota/],
    ['damage on the way', s3('BadDigest', 400), /not what was sent/],
    ['an expired session', s3('ExpiredToken', 400), /session has expired/],
    ['no network', system('ENOTFOUND', 'getaddrinfo'), /ENOTFOUND/],
    ['a certificate', system('SELF_SIGNED_CERT_IN_CHAIN', 'connect'), /certificate.*SELF_SIGNED_CERT_IN_CHAIN/],
  ] as const)
    it(`name the cause of ${what}`, () => {
      assert.match(sendingText(refusal, to), wanted);
    });

  it('name no file that may not be written', () => {
    const denied =
      'User: arn:aws:iam::1:user/x is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::clinic/notes/Doe-Jane.txt" because no identity-based policy allows the s3:PutObject action';
    const text = sendingText(s3('AccessDenied', 403, denied), to);
    assert.match(text, /s3:PutObject on arn:aws:s3:::clinic/);
    assert.doesNotMatch(text, /Doe/);
  });

  it('say why nothing was sent', () => {
    assert.equal(nothingSentText(2, 0), 'Nothing was sent: 2 files are in S3 already.');
    assert.equal(
      nothingSentText(0, 1),
      'Nothing was sent. 1 object in S3 differs from your file and was kept. A job reads it as it is.',
    );
    assert.match(
      nothingSentText(1, 2),
      /^Nothing was sent: 1 file is in S3 already\. 2 objects in S3 differ from your files/,
    );
  });

  it('count in forms of their language', () => {
    assert.equal(filesText(1), '1 file');
    assert.equal(skippedText('notText', 1_234), '1,234 files are not UTF-8 text.');
    assert.equal(
      progressText({ done: 1, total: 2, bytes: 2_048, totalBytes: 4_096 }, 2_000),
      '1 of 2 files · 2.0 KB of 4.0 KB · 1.0 KB/s',
    );
    assert.deepEqual(sentTexts({ sent: 2, bytes: 10, changed: ['secret.txt'], conflicts: [] }, 1, to), [
      'Uploaded 2 files (10 B) to s3://clinic/notes/.',
      '1 file was there already.',
      '1 file was changed or removed in the meantime and not sent.',
    ]);
  });
});
