import type { S3Place } from '../../s3Place.ts';
import { type Check, type CheckContext, callsMs } from '../check.ts';
import { type Finding, no, unknown, untold, yes } from '../finding.ts';
import type { Subject } from '../subject.ts';

export const inputBucket = bucketCheck('inputBucket', 'Input bucket', ({ input }) => input);
export const outputBucket = bucketCheck('outputBucket', 'Output bucket', ({ output }) => output);

function bucketCheck(id: string, title: string, placeOf: (subject: Subject) => S3Place | undefined): Check {
  return {
    id,
    title,
    deadlineMs: callsMs,
    applies: subject => placeOf(subject) !== undefined,
    run: async (context, signal) => {
      const bucket = placeOf(context.subject)?.bucket ?? '';
      return [await bucketRegion(context, bucket, signal)];
    },
  };
}

async function bucketRegion(
  { subject: { region, kind }, port, once }: CheckContext,
  bucket: string,
  signal: AbortSignal,
): Promise<Finding> {
  const answer = await once(`bucket ${bucket}`, () => port.bucket(region, bucket, signal));
  if (!answer.ok)
    return answer.refusal.kind === 'notFound'
      ? no(`The bucket ${bucket} does not exist.`, 'Correct the name of the bucket in the spec, or create the bucket.')
      : untold(`the bucket ${bucket}`, answer.refusal);
  const { region: where, isAllowed } = answer.value;
  const access = isAllowed
    ? undefined
    : ['You do not have permission to list it yourself. The job reads it with its role.'];
  if (where === undefined)
    return unknown(
      `The bucket ${bucket} exists, but its region is not told.`,
      `Make sure that it is in ${region}: the service reads and writes in its own region only.`,
    );
  return where === region
    ? yes(`The bucket ${bucket} is in ${region}, where the job runs.`, access)
    : no(
        `The bucket ${bucket} is in ${where}, but the job runs in ${region}.`,
        kind.service === 'comprehendmedical'
          ? `Change “region” to ${where} if the service runs there, or use a bucket in ${region}.`
          : `Use a bucket in ${region}.`,
        access,
      );
}

export const outputEncryption: Check = {
  id: 'outputEncryption',
  title: 'Encryption and versioning of the output',
  deadlineMs: callsMs,
  applies: ({ output }) => output !== undefined,
  run: async ({ subject: { output, kmsKey, region }, port }, signal) => {
    const bucket = output?.bucket ?? '';
    const [encryption, versioning] = await Promise.all([
      port.encryption(region, bucket, signal),
      port.versioning(region, bucket, signal),
    ]);
    return [
      !encryption.ok
        ? untold(`the default encryption of ${bucket}`, encryption.refusal)
        : yes(encryptionText(bucket, encryption.value, kmsKey)),
      !versioning.ok
        ? untold(`the versioning of ${bucket}`, versioning.refusal)
        : yes(versioningTexts[versioning.value].replace('{0}', bucket)),
    ];
  },
};

const versioningTexts = {
  Enabled: 'Versioning is on for {0}: what is deleted or replaced there is kept as a version, and charged.',
  Suspended: 'Versioning is suspended for {0}: older versions may still be there.',
  Off: 'Versioning is off for {0}: what is deleted or replaced there is gone.',
} as const;

function encryptionText(
  bucket: string,
  { algorithm, kmsKey: bucketKey }: { readonly algorithm: string; readonly kmsKey?: string },
  kmsKey: string | undefined,
): string {
  if (kmsKey !== undefined) return `The output is encrypted with the spec’s KMS key ${kmsKey}.`;
  if (algorithm === 'AES256') return `The output is encrypted by Amazon S3 (SSE-S3), the default of ${bucket}.`;
  return `The output is encrypted with ${bucketKey === undefined ? 'the AWS managed KMS key' : `the KMS key ${bucketKey}`}, the default of ${bucket}. The role must be allowed to use it.`;
}
