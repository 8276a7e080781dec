import { defined } from '../../defined.ts';
import { noKmsKeyText } from '../encryption.ts';
import { type Arn, formatArn, parseArn } from '../arn.ts';
import { nameRange, nodeAt } from '../nodes.ts';
import { type Path, problem } from '../problem.ts';
import { partitionOf } from '../regions.ts';
import { jobAccount, otherAccount } from './account.ts';
import { keyPaths } from './places.ts';
import { effectiveRegion } from './region.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

/** The ID of a single-Region or multi-Region (`mrk-`) key. */
const keyId = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

/** The name of an alias, with its prefix. */
const aliasName = /^alias\/[a-zA-Z0-9/_-]+$/;

interface Key {
  readonly path: Path;
  readonly value: string;
  readonly arn?: Arn;
}

function keyOf(input: RuleInput): Key | undefined {
  const path = input.kind === undefined ? undefined : keyPaths[input.kind.service];
  const value = path === undefined ? undefined : textAt(input, path);
  if (path === undefined || value === undefined) return undefined;
  const arn = parseArn(value);
  return { path, value, ...defined({ arn }) };
}

/** Returns why an ARN does not identify a key, as a sentence. */
function arnFault(arn: Arn | undefined): string | undefined {
  if (arn?.service !== 'kms') return 'This is not the ARN of a KMS key.';
  if (arn.region === '') return 'The region is missing in the ARN of the key.';
  if (!/^[0-9]{12}$/.test(arn.account)) return 'The account in the ARN of the key must have 12 digits.';
  const [, word, name] = /^(key|alias)\/(.*)$/s.exec(arn.resource) ?? [];
  if (word === undefined || name === undefined)
    return 'The ARN of a KMS key ends with key/ and its ID, or alias/ and its name.';
  if (name === '')
    return `The ARN of the key is cut off: the ${word === 'key' ? 'ID' : 'name'} after ${word}/ is missing.`;
  return word === 'alias' || keyId.test(name)
    ? undefined
    : 'The ID at the end of the ARN is not the ID of a KMS key. It may be cut off.';
}

/** Whether an ARN identifies a key or an alias, so that its parts can be compared. */
const namesKey = (arn: Arn): boolean => arnFault(arn) === undefined;

const noKey: Rule = input => {
  const request = input.kind?.service === 'comprehendmedical' ? nodeAt(input.root, ['request']) : undefined;
  const path = keyPaths.comprehendmedical;
  // An empty request lacks more than a key.
  if (request?.type !== 'object' || request.children?.length === 0 || nodeAt(input.root, path) !== undefined) return [];
  return [problem('AJ050', path, nameRange(request), noKmsKeyText)];
};

const otherRegion: Rule = input => {
  const key = keyOf(input);
  const region = effectiveRegion(input);
  if (key?.arn === undefined || !namesKey(key.arn) || region === undefined || key.arn.region === region) return [];
  return [
    report(
      input,
      'AJ051',
      key.path,
      `The key is in ${key.arn.region}, but the job runs in ${region}. S3 encrypts only with keys from the bucket's own region.`,
    ),
  ];
};

const foreignKey: Rule = input => {
  const key = keyOf(input);
  if (key?.arn === undefined || !namesKey(key.arn)) return [];
  const other = otherAccount(input, key.arn.account);
  if (other === undefined) return [];
  return [
    report(
      input,
      'AJ052',
      key.path,
      `The key belongs to account ${key.arn.account}, but ${other.whose} account ${other.account}. This works only if the key's policy lets the role use it.`,
    ),
  ];
};

/**
 * Returns the key that was probably meant by an invalid value: an ID in another case or with a prefix, or an alias
 * without its prefix.
 */
function meantKey(value: string): string | undefined {
  const id = value.replace(/^key\//, '').toLowerCase();
  if (keyId.test(id)) return id;
  return aliasName.test(`alias/${value}`) && !/^(alias|key)(\/|$)/.test(value) ? `alias/${value}` : undefined;
}

const bareKey: Rule = input => {
  const key = input.kind?.service === 'entityresolution' ? keyOf(input) : undefined;
  if (key === undefined || key.value === '' || key.value.startsWith('arn:') || key.value.trim() !== key.value)
    return [];
  const id = meantKey(key.value);
  const account = jobAccount(input);
  const region = effectiveRegion(input);
  const meant =
    id === undefined || !keyId.test(id) || account === undefined || region === undefined
      ? undefined
      : formatArn({ partition: partitionOf(region), service: 'kms', region, account, resource: `key/${id}` });
  return [
    report(
      input,
      'AJ053',
      key.path,
      {
        next: 'Write the ARN of the key in KMSArn, not an ID, an alias or a name. You can copy it from the KMS console.',
      },
      meant === undefined ? [] : replaceText(input, key.path, meant, `Change to ${meant}`),
    ),
  ];
};

const notAKey: Rule = input => {
  const key = input.kind?.service === 'comprehendmedical' ? keyOf(input) : undefined;
  if (key === undefined || key.value === '' || key.value.startsWith('arn:') || key.value.trim() !== key.value)
    return [];
  if (keyId.test(key.value) || aliasName.test(key.value)) return [];
  const meant = meantKey(key.value);
  return [
    report(
      input,
      'AJ055',
      key.path,
      'This is not a KMS key. Write the ARN of the key, its ID, or alias/ and the name of its alias.',
      meant === undefined ? [] : replaceText(input, key.path, meant, `Change to ${meant}`),
    ),
  ];
};

const namesNoKey: Rule = input => {
  const key = keyOf(input);
  if (key?.value.startsWith('arn:') !== true) return [];
  // The schema already reports what Entity Resolution's pattern rejects.
  if (input.kind?.service === 'entityresolution' && (key.arn?.service !== 'kms' || !/^[0-9]+$/.test(key.arn.account)))
    return [];
  const fault = arnFault(key.arn);
  return fault === undefined ? [] : [report(input, 'AJ054', key.path, `${fault} Copy the ARN from the KMS console.`)];
};

export const encryptionRules: readonly Rule[] = [noKey, otherRegion, foreignKey, bareKey, notAKey, namesNoKey];
