import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AccessQuestion, isLike, judge, statementsOf } from '../../src/domain/policy.ts';
import type { JsonObject } from '../../src/domain/json.ts';

const role = 'arn:aws:iam::111122223333:role/Data';
const question: AccessQuestion = {
  principal: { arn: role, account: '111122223333' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::bucket/notes/a.txt',
  context: { 'aws:securetransport': 'true', 'aws:principalarn': role, 'aws:principalaccount': '111122223333' },
};
const allow: JsonObject = {
  Effect: 'Allow',
  Principal: { AWS: role },
  Action: 's3:*',
  Resource: 'arn:aws:s3:::bucket/*',
};
const deny: JsonObject = { ...allow, Effect: 'Deny' };

describe('a policy', () => {
  for (const [name, statements, expected] of [
    ['that names the role', [allow], 'allowed'],
    ['that names its account', [{ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }], 'delegated'],
    ['that names its account by number', [{ ...allow, Principal: { AWS: ['111122223333'] } }], 'delegated'],
    ['for everybody', [{ ...allow, Principal: '*' }], 'allowed'],
    ['that names another role', [{ ...allow, Principal: { AWS: `${role}2` } }], 'silent'],
    ['about another action', [{ ...allow, Action: ['s3:PutObject', 's3:Get'] }], 'silent'],
    ['with an action in other capitals', [{ ...allow, Action: 'S3:getobject' }], 'allowed'],
    ['about another resource', [{ ...allow, Resource: 'arn:aws:s3:::bucket/other/*' }], 'silent'],
    [
      'about all but another resource',
      [{ Effect: 'Allow', Principal: '*', Action: '*', NotResource: 'arn:aws:s3:::x/*' }],
      'allowed',
    ],
    ['about all but this action', [{ Effect: 'Allow', Principal: '*', NotAction: 's3:Get*', Resource: '*' }], 'silent'],
    ['that allows and denies', [allow, deny], 'denied'],
    ['that denies and allows', [deny, allow], 'denied'],
    [
      'that denies all but the role',
      [allow, { Effect: 'Deny', NotPrincipal: { AWS: role }, Action: '*', Resource: '*' }],
      // A session of the role may still be denied.
      'depends',
    ],
    [
      'that names a session of the role',
      [{ ...allow, Principal: { AWS: 'arn:aws:sts::111122223333:assumed-role/Data/session' } }],
      'depends',
    ],
    [
      'with a variable in a condition',
      [allow, { ...deny, Condition: { StringNotEquals: { 'aws:PrincipalArn': '${aws:ResourceAccount}' } } }],
      'depends',
    ],
    [
      'with a number for an account',
      [{ ...allow, Condition: { StringEquals: { 'aws:PrincipalAccount': 111122223333 } } }],
      'allowed',
    ],
    [
      'that denies all but another role',
      [allow, { Effect: 'Deny', NotPrincipal: { AWS: 'x' }, Action: '*', Resource: '*' }],
      'denied',
    ],
    ['with a condition that holds', [{ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }], 'allowed'],
    [
      'with a condition that does not hold',
      [{ ...deny, Condition: { Bool: { 'aws:SecureTransport': false } } }, allow],
      'allowed',
    ],
    [
      'with a negated condition',
      [{ ...deny, Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/D*' } } }, allow],
      'allowed',
    ],
    [
      'with an unknown key',
      [{ ...deny, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }, allow],
      'depends',
    ],
    [
      'with an unknown operator',
      [{ ...allow, Condition: { IpAddress: { 'aws:SecureTransport': '10.0.0.0/8' } } }],
      'depends',
    ],
    ['with a variable', [{ ...allow, Resource: 'arn:aws:s3:::bucket/${aws:username}/*' }], 'depends'],
    [
      'that both allows for sure and under a condition',
      [{ ...allow, Condition: { Null: { 'aws:x': 'true' } } }, allow],
      'allowed',
    ],
    ['with another effect', [{ ...allow, Effect: 'Maybe' }], 'silent'],
    ['without a principal', [{ Effect: 'Allow', Action: '*', Resource: '*' }], 'silent'],
  ] as const)
    it(`${name} is ${expected}`, () => {
      assert.equal(judge(statements, question), expected);
    });

  it('is judged without an exception, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        const statements = statementsOf(text);
        if (statements !== undefined) judge(statements, question);
      }),
      { numRuns: 500 },
    );
    for (const text of ['', '{', '[]', '{"Statement":[]}', '{"Statement":[1]}', '{"Statement":"x"}'])
      assert.equal(statementsOf(text), undefined);
  });

  it('fits its patterns as a plain reading does, in linear space', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*?]{0,8}$/), fc.stringMatching(/^[ab]{0,10}$/), (pattern, text) => {
        const plain = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        assert.equal(isLike(pattern, text), plain.test(text));
      }),
      { numRuns: 3_000 },
    );
    assert.equal(isLike('*a*a*a*a*b', 'a'.repeat(2_000)), false);
  });
});
