// Rules about keys and prefixes: S3 accepts any text, so a wrong one is not rejected but matches nothing, or too much.
import { insertAfter, replaceValue } from '../edits.ts';
import { fileTypeOf } from '../fileTypes.ts';
import { nameRange, nodeAt, propertyOf } from '../nodes.ts';
import { type Fix, type Path, problem } from '../problem.ts';
import { type S3Place, asBucket, isAddress, readS3Place } from '../s3.ts';
import { configs, outputPath } from './places.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

interface Key {
  readonly path: Path;
  readonly key: string;
  /** The part before the key in the same string: bucket and slash of a URI. */
  readonly before: string;
}

/** Returns every key in a request, valid or not. */
function written(input: RuleInput): Key[] {
  if (input.kind?.service === 'comprehendmedical') {
    return configs.flatMap(config => {
      const path = ['request', config, 'S3Key'];
      const key = textAt(input, path);
      return key === undefined ? [] : [{ path, key, before: '' }];
    });
  }
  const [, before, key] = /^(s3:\/\/[^/]+\/)(.*)$/s.exec(textAt(input, outputPath) ?? '') ?? [];
  return before === undefined || key === undefined ? [] : [{ path: outputPath, key, before }];
}

/** Returns every real key, because nothing else is reported for a URL or an ARN. */
export const keys = (input: RuleInput): Key[] => written(input).filter(({ key }) => !isAddress(key));

/** Returns the key of one of Comprehend Medical's places, if it is a real key. */
const keyIn = (input: RuleInput, config: (typeof configs)[number]): Key | undefined =>
  input.kind?.service === 'comprehendmedical' ? keys(input).find(({ path }) => path[1] === config) : undefined;

/** Returns fixes that move bucket and key to their own members; if another bucket is set already, the user chooses. */
function moves(input: RuleInput, config: string, { bucket: named, key }: S3Place): Fix[] {
  const bucket = asBucket(named);
  const keyNode = nodeAt(input.root, ['request', config, 'S3Key']);
  if (keyNode?.parent === undefined) return [];
  const setKey = replaceValue(keyNode, key);
  const bucketNode = nodeAt(input.root, ['request', config, 'S3Bucket']);
  const shown = key === '' ? 'an empty key' : `the key ${key}`;
  const both: Fix = {
    title: `Change to the bucket ${bucket} and ${shown}`,
    edits: [
      setKey,
      bucketNode === undefined
        ? insertAfter(input.text, keyNode.parent, 'S3Bucket', bucket)
        : replaceValue(bucketNode, bucket),
    ],
  };
  const before = textAt(input, ['request', config, 'S3Bucket']);
  if (bucketNode === undefined || before === '' || (before !== undefined && isAddress(before))) return [both];
  return before === bucket
    ? [{ title: `Change to ${shown}`, edits: [setKey] }]
    : [both, { title: `Change to ${shown}, keep S3Bucket`, edits: [setKey] }];
}

const addressAsKey: Rule = input =>
  written(input)
    .filter(({ key }) => isAddress(key))
    .map(({ path, key, before }) => {
      const place = readS3Place(key);
      if (before !== '') {
        const address = place === undefined ? undefined : `s3://${asBucket(place.bucket)}/${place.key}`;
        return report(
          input,
          'AJ047',
          path,
          {
            what: 'The folder in this URI is an address itself.',
            next: 'Write one URI: s3://, the bucket, a slash and the folder.',
          },
          address === undefined ? [] : replaceText(input, path, address, `Change to ${address}`),
        );
      }
      return report(
        input,
        'AJ047',
        path,
        { next: 'Write only the folder in S3Key: no URL and no ARN. The bucket goes in S3Bucket.' },
        place === undefined ? [] : moves(input, String(path[1]), place),
      );
    });

const doubleSlash: Rule = input =>
  keys(input).flatMap(({ path, key, before }) => {
    if (!/[^/]\/\//.test(key)) return [];
    const fixes = replaceText(input, path, before + key.replace(/(?<=[^/])\/{2,}/g, '/'), 'Change to one slash');
    return [
      report(
        input,
        'AJ040',
        path,
        `Two slashes in a row stand for a folder without a name.${before === '' ? ' Batch jobs of Amazon Comprehend Medical are documented to refuse such keys.' : ''}`,
        fixes,
      ),
    ];
  });

const leadingSlash: Rule = input =>
  keys(input).flatMap(({ path, key, before }) => {
    if (!key.startsWith('/')) return [];
    const fixes = replaceText(input, path, before + key.replace(/^\/+/, ''), 'Remove the slash at the start');
    return [
      report(
        input,
        'AJ041',
        path,
        'A key does not start with a slash: this one stands for a folder without a name at the top of the bucket.',
        fixes,
      ),
    ];
  });

/** Whether a key ends with neither a slash, an asterisk nor an extension. */
const openEnd = (key: string): boolean =>
  key !== '' && !key.endsWith('/') && !key.endsWith('*') && !/\.[A-Za-z0-9]{1,8}$/.test(key);

const openInput: Rule = input => {
  const { path, key } = keyIn(input, 'InputDataConfig') ?? { key: '' };
  if (path === undefined || !openEnd(key)) return [];
  const last = key.slice(key.lastIndexOf('/') + 1);
  return [
    report(
      input,
      'AJ042',
      path,
      `S3Key is a prefix: without a slash at the end it also matches "${last}-old/" and everything else that starts with "${last}".`,
      replaceText(input, path, `${key}/`, 'Add a slash at the end'),
    ),
  ];
};

const openOutput: Rule = input => {
  const { path, key } = keyIn(input, 'OutputDataConfig') ?? { key: '' };
  if (path === undefined || key === '' || /[/*]$/.test(key) || fileTypeOf(key) !== undefined) return [];
  return [
    report(
      input,
      'AJ043',
      path,
      'End the output folder with a slash, so that it is a folder whatever the service adds to it.',
      replaceText(input, path, `${key}/`, 'Add a slash at the end'),
    ),
  ];
};

const wholeBucket: Rule = input => {
  const place = ['request', 'InputDataConfig'];
  const config = input.kind?.service === 'comprehendmedical' ? nodeAt(input.root, place) : undefined;
  if (config?.type !== 'object') return [];
  const path = [...place, 'S3Key'];
  const property = propertyOf(config, 'S3Key');
  if (property !== undefined && textAt(input, path) !== '') return [];
  // The folder may be in the bucket member, where another rule finds it.
  if ((textAt(input, [...place, 'S3Bucket']) ?? '').includes('/')) return [];
  const range = property?.children?.[1] ?? nameRange(config);
  return [
    problem(
      'AJ044',
      path,
      range,
      'Without a key, the job reads every object in the bucket as a document and charges for it. Name the folder in S3Key.',
    ),
  ];
};

const wildcard: Rule = input => {
  const { path, key } = keyIn(input, 'InputDataConfig') ?? { key: '' };
  if (path === undefined || !key.includes('*')) return [];
  const folder = key.slice(0, key.lastIndexOf('/', key.indexOf('*')) + 1);
  const fixes = folder === '' ? [] : replaceText(input, path, folder, `Change to the folder ${folder}`);
  return [
    report(
      input,
      'AJ046',
      path,
      'S3Key is a prefix, not a pattern: the asterisk only matches an asterisk. Name the folder to read everything in it.',
      fixes,
    ),
  ];
};

const outputFile: Rule = input =>
  keys(input).flatMap(({ path, key, before }) => {
    const type = path[1] === 'InputDataConfig' ? undefined : fileTypeOf(key);
    if (type === undefined) return [];
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const fixes = [
      ...(folder === '' ? [] : replaceText(input, path, before + folder, `Change to the folder ${folder}`)),
      ...replaceText(input, path, `${before}${key}/`, `Keep it as a folder: ${key}/`),
    ];
    return [
      report(
        input,
        'AJ048',
        path,
        `This names ${type.what}, but the service uses it as a folder and writes several files into it. Name the folder.`,
        fixes,
      ),
    ];
  });

const notPlainText: Rule = input => {
  const { path, key } = keyIn(input, 'InputDataConfig') ?? { key: '' };
  const type = fileTypeOf(key);
  if (path === undefined || type === undefined || type.nature === 'text') return [];
  const message =
    type.nature === 'binary'
      ? `This is ${type.what}, but Amazon Comprehend Medical only reads plain text (UTF-8). Extract the text into .txt files and name their folder.`
      : `This is ${type.what}. Amazon Comprehend Medical reads it as one document, markup and all. Write each text into a .txt file of its own and name their folder.`;
  return [report(input, 'AJ049', path, message)];
};

export const keyRules: readonly Rule[] = [
  addressAsKey,
  doubleSlash,
  leadingSlash,
  openInput,
  openOutput,
  wholeBucket,
  wildcard,
  outputFile,
  notPlainText,
];
