// Keys and prefixes: S3 takes any text for one, so that what is not meant is not refused but finds nothing, or too much.
import { nameRange, nodeAt, propertyOf } from '../nodes.ts';
import { type Path, problem } from '../problem.ts';
import { configs, outputPath } from './places.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

interface Key {
  readonly path: Path;
  readonly key: string;
  /** What stands before the key in the same text: bucket and slash of a URI. */
  readonly before: string;
}

/** Every key of a request. */
function keys(input: RuleInput): Key[] {
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

const doubleSlash: Rule = input => keys(input).flatMap(({ path, key, before }) => {
  if (!/[^/]\/\//.test(key)) return [];
  const fixes = replaceText(input, path, before + key.replace(/(?<=[^/])\/{2,}/g, '/'), 'Write one slash');
  return [report(input, 'AJ040', path, before === '' ? 'Two slashes in a row name a folder without a name; batch jobs of Amazon Comprehend Medical are said to refuse such keys.' : 'Two slashes in a row name a folder without a name.', fixes)];
});

const leadingSlash: Rule = input => keys(input).flatMap(({ path, key, before }) => {
  if (!key.startsWith('/')) return [];
  const fixes = replaceText(input, path, before + key.replace(/^\/+/, ''), 'Remove the slash at the start');
  return [report(input, 'AJ041', path, 'Keys start without a slash: this one names a folder without a name at the top of the bucket.', fixes)];
});

/** A key's last part without a slash behind it and without a file's extension. */
const openEnd = (key: string): boolean => key !== '' && !key.endsWith('/') && !key.endsWith('*') && !/\.[A-Za-z0-9]{1,8}$/.test(key);

const openInput: Rule = input => {
  const path = ['request', 'InputDataConfig', 'S3Key'];
  const key = input.kind?.service === 'comprehendmedical' ? textAt(input, path) : undefined;
  if (key === undefined || !openEnd(key)) return [];
  const last = key.slice(key.lastIndexOf('/') + 1);
  return [report(input, 'AJ042', path, `A key is a prefix: without a slash at its end it also takes "${last}-old/" and whatever else starts like it.`, replaceText(input, path, `${key}/`, 'Add the slash at the end'))];
};

const openOutput: Rule = input => {
  const path = ['request', 'OutputDataConfig', 'S3Key'];
  const key = input.kind?.service === 'comprehendmedical' ? textAt(input, path) : undefined;
  if (key === undefined || !openEnd(key)) return [];
  return [report(input, 'AJ043', path, 'End the folder for the results with a slash, so that it is one whatever the service appends to it.', replaceText(input, path, `${key}/`, 'Add the slash at the end'))];
};

const wholeBucket: Rule = input => {
  const place = ['request', 'InputDataConfig'];
  const config = input.kind?.service === 'comprehendmedical' ? nodeAt(input.root, place) : undefined;
  if (config?.type !== 'object') return [];
  const path = [...place, 'S3Key'];
  const property = propertyOf(config, 'S3Key');
  if (property !== undefined && textAt(input, path) !== '') return [];
  const range = property?.children?.[1] ?? nameRange(config);
  return [problem('AJ044', path, range, 'Without a key the job reads every object of the bucket as a document, and charges for it: name the folder in S3Key.')];
};

const wildcard: Rule = input => {
  const path = ['request', 'InputDataConfig', 'S3Key'];
  const key = input.kind?.service === 'comprehendmedical' ? textAt(input, path) : undefined;
  if (key?.includes('*') !== true) return [];
  const folder = key.slice(0, key.lastIndexOf('/', key.indexOf('*')) + 1);
  const fixes = folder === '' ? [] : replaceText(input, path, folder, `Change to the folder ${folder}`);
  return [report(input, 'AJ046', path, 'An asterisk stands for itself here and not for any text: a key is a prefix, and everything that starts like it is taken.', fixes)];
};

export const keyRules: readonly Rule[] = [doubleSlash, leadingSlash, openInput, openOutput, wholeBucket, wildcard];
