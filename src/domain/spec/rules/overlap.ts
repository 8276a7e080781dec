import { stringAt } from '../../json.ts';
import { configs } from './places.ts';
import { type Rule, isUnknown, report } from './rule.ts';

/**
 * If the results are among the documents, the next job over the same input reads them as documents, and is charged for
 * them.
 */
const outputInsideInput: Rule = input => {
  if (input.kind?.service !== 'comprehendmedical') return [];
  if (
    configs.some(
      config => isUnknown(input, ['request', config, 'S3Bucket']) || isUnknown(input, ['request', config, 'S3Key']),
    )
  )
    return [];
  const place = (config: string): readonly [bucket: string | undefined, key: string] => [
    stringAt(input.spec, 'request', config, 'S3Bucket'),
    stringAt(input.spec, 'request', config, 'S3Key') ?? '',
  ];
  const [inputBucket, inputKey] = place('InputDataConfig');
  const [outputBucket, outputKey] = place('OutputDataConfig');
  if (inputBucket === undefined || inputBucket !== outputBucket) return [];
  // The job's folder is appended to the output's key, with a slash between if the key does not end with one.
  const folder = outputKey === '' || outputKey.endsWith('/') ? outputKey : `${outputKey}/`;
  if (!folder.startsWith(inputKey)) return [];
  const path = ['request', 'OutputDataConfig', outputKey === '' ? 'S3Bucket' : 'S3Key'];
  return [
    report(
      input,
      'AJ045',
      path,
      'The results are written into the folder the documents are read from, so the next job would read them as documents. Choose another folder.',
    ),
  ];
};

export const overlapRules: readonly Rule[] = [outputInsideInput];
