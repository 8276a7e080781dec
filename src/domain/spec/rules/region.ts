import { serviceFacts } from '../../jobs/services.ts';
import { parseArn } from '../arn.ts';
import { partitionOf, publicRegions, regionPattern, serviceRegions } from '../regions.ts';
import { nearest } from '../suggest.ts';
import { workflowPath } from './places.ts';
import { type Rule, type RuleInput, isUnknown, replaceText, report, textAt } from './rule.ts';

const path = ['region'];

/** Whether the spec sets a region, even if it is malformed or not known yet. */
export function hasRegion(input: RuleInput): boolean {
  return textAt(input, path) !== undefined || isUnknown(input, path);
}

/** Returns the spec's region if it is well formed. */
export function ownRegion(input: RuleInput): string | undefined {
  const region = textAt(input, path);
  return region !== undefined && regionPattern.test(region) ? region : undefined;
}

/**
 * Returns the region the job will run in, if known: the spec's (undefined if malformed or unknown), else the
 * workflow's, else the connection's.
 */
export function effectiveRegion(input: RuleInput): string | undefined {
  if (hasRegion(input)) return ownRegion(input);
  if (isUnknown(input, workflowPath)) return undefined;
  const workflow = parseArn(textAt(input, workflowPath) ?? '')?.region;
  return workflow === undefined || workflow === '' ? input.connection?.region : workflow;
}

/** Returns the region that was probably meant: the region of a zone, or the nearest region code. */
function meantRegion(text: string): string | undefined {
  const zone = text
    .trim()
    .toLowerCase()
    .replace(/(?<=-\d)[a-f]$/, '');
  return publicRegions.includes(zone) ? zone : nearest(text, publicRegions);
}

const malformed: Rule = input => {
  const region = textAt(input, path);
  if (region === undefined || regionPattern.test(region)) return [];
  const meant = meantRegion(region);
  if (meant === undefined)
    return [
      report(input, 'AJ060', path, { what: 'This is not the code of a region.', next: 'Write one such as us-east-1.' }),
    ];
  return [
    report(
      input,
      'AJ060',
      path,
      {
        what: `This is not the code of a region. Did you mean ${meant}?`,
        next: 'Write the code, not a name or a zone.',
      },
      replaceText(input, path, meant, `Change to ${meant}`),
    ),
  ];
};

const notKnown: Rule = input => {
  const region = ownRegion(input);
  if (region === undefined || input.kind === undefined) return [];
  const { regions, complete } = serviceRegions[input.kind.service];
  if (regions.includes(region)) return [];
  const service = serviceFacts[input.kind.service].title;
  const exists = publicRegions.includes(region) || partitionOf(region) !== 'aws';
  if (exists && !complete)
    return [
      report(
        input,
        'AJ062',
        path,
        `${service} is not known to run in ${region}, but the list of its regions is not complete.`,
      ),
    ];
  if (exists)
    return [
      report(input, 'AJ061', path, `${service} is not known to run in ${region}; it runs in ${regions.join(', ')}.`),
    ];
  const meant = nearest(region, regions);
  const fixes = meant === undefined ? [] : replaceText(input, path, meant, `Change to ${meant}`);
  return [
    report(
      input,
      'AJ061',
      path,
      `AWS is not known to have a region ${region}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      fixes,
    ),
  ];
};

export const regionRules: readonly Rule[] = [malformed, notKnown];
