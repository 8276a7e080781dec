import { type Arn, formatArn, parseArn } from '../arn.ts';
import { nameRange, nodeAt } from '../nodes.ts';
import { type Path, problem } from '../problem.ts';
import { partitionOf } from '../regions.ts';
import { jobAccount, otherAccount } from './account.ts';
import { keyPaths } from './places.ts';
import { regionInForce } from './region.ts';
import { type Rule, type RuleInput, replaceText, report, textAt } from './rule.ts';

/** The ID of a key, of one region or of several. */
const keyId = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

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
  return { path, value, ...(arn === undefined ? {} : { arn }) };
}

/** An ARN of a key or of an alias of one, the parts of which can be compared. */
const namesKey = (arn: Arn): boolean => arn.service === 'kms' && /^(key|alias)\/./.test(arn.resource);

const noKey: Rule = input => {
  const request = input.kind?.service === 'comprehendmedical' ? nodeAt(input.root, ['request']) : undefined;
  const path = keyPaths.comprehendmedical;
  // An empty request lacks more than a key.
  if (request?.type !== 'object' || request.children?.length === 0 || nodeAt(input.root, path) !== undefined) return [];
  return [problem('AJ050', path, nameRange(request), 'No KMSKey: the service itself writes the results unencrypted, and only what the bucket is set to protects them.')];
};

const otherRegion: Rule = input => {
  const key = keyOf(input);
  const region = regionInForce(input);
  if (key?.arn === undefined || !namesKey(key.arn) || region === undefined || key.arn.region === '' || key.arn.region === region) return [];
  return [report(input, 'AJ051', key.path, `The key lies in ${key.arn.region}, the job runs in ${region}: S3 encrypts only with keys of the bucket's own region.`)];
};

const foreignKey: Rule = input => {
  const key = keyOf(input);
  if (key?.arn === undefined || !namesKey(key.arn) || key.arn.account === '') return [];
  const other = otherAccount(input, key.arn.account);
  if (other === undefined) return [];
  return [report(input, 'AJ052', key.path, `The key belongs to account ${key.arn.account}, but ${other.whose} account ${other.account}. This works only if the key's policy lets the role use it.`)];
};

const bareKey: Rule = input => {
  const key = input.kind?.service === 'entityresolution' ? keyOf(input) : undefined;
  if (key === undefined || key.arn !== undefined || key.value.trim() !== key.value) return [];
  const alias = key.value.startsWith('alias/');
  if (!alias && !keyId.test(key.value)) return [];
  const account = jobAccount(input);
  const region = regionInForce(input);
  const meant = alias || account === undefined || region === undefined ? undefined
    : formatArn({ partition: partitionOf(region), service: 'kms', region, account, resource: `key/${key.value}` });
  const message = `KMSArn takes the whole ARN of the key, and not ${alias ? 'an alias of it' : 'its bare ID'}: arn:aws:kms:, region, account, key/ and its ID.`;
  return [report(input, 'AJ053', key.path, message, meant === undefined ? [] : replaceText(input, key.path, meant, `Change to ${meant}`))];
};

const notAKey: Rule = input => {
  const key = keyOf(input);
  if (key?.value.startsWith('arn:') !== true || (key.arn !== undefined && namesKey(key.arn))) return [];
  // What Entity Resolution's pattern refuses the schema has told already.
  if (input.kind?.service === 'entityresolution' && !/^arn:[^:]+:kms:.*:[0-9]+:/.test(key.value)) return [];
  return [report(input, 'AJ054', key.path, 'This is not the ARN of a KMS key: it has kms as its service and key/ with an ID at its end.')];
};

export const encryptionRules: readonly Rule[] = [noKey, otherRegion, foreignKey, bareKey, notAKey];
