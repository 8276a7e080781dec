import assert from 'node:assert/strict';
import { refusalOf } from '../../src/aws/refusals.ts';

/** An error as thrown by Node's network code or the SDK's credential providers. */
const thrown = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, ...more });

describe('thrown errors as refusals', () => {
  for (const [what, error, kind, nothingHappened] of [
    [
      'a name that is not found',
      thrown('Error', 'getaddrinfo', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }),
      'network',
      true,
    ],
    [
      'a host that is not reached',
      thrown('Error', 'connect', { code: 'EHOSTUNREACH', syscall: 'connect' }),
      'network',
      true,
    ],
    [
      'several addresses that refuse',
      Object.assign(new AggregateError([thrown('Error', 'connect', { code: 'ECONNREFUSED' })], ''), {
        code: 'ECONNREFUSED',
      }),
      'network',
      true,
    ],
    [
      'a TLS handshake with a server that has none',
      thrown('Error', 'write EPROTO', { code: 'EPROTO', syscall: 'write' }),
      'network',
      true,
    ],
    [
      'a certificate nobody vouches for',
      thrown('Error', 'self-signed', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'network',
      true,
    ],
    // A VPN that drops during a connection gives the same codes as one that was never up.
    [
      'a host that is lost while its answer is read',
      thrown('Error', 'read', { code: 'EHOSTUNREACH', syscall: 'read' }),
      'brokenOff',
      false,
    ],
    [
      'a network that is lost while the request is written',
      thrown('Error', 'write', { code: 'ENETUNREACH', syscall: 'write' }),
      'brokenOff',
      false,
    ],
    [
      'a TLS record that is broken later',
      thrown('Error', 'bad record', { code: 'ERR_SSL_BAD_RECORD_TYPE' }),
      'brokenOff',
      false,
    ],
    [
      'an SSO session the portal has ended',
      thrown('CredentialsProviderError', 'UnauthorizedException: Session token not found or invalid'),
      'expired',
      true,
    ],
    [
      'a credential_process whose credentials ran out',
      thrown('CredentialsProviderError', 'Profile a credential_process returned expired credentials.'),
      'expired',
      true,
    ],
    [
      'no credentials at all',
      thrown('CredentialsProviderError', 'Could not load credentials from any providers'),
      'credentials',
      true,
    ],
    [
      "a service's error with a name that JavaScript knows",
      thrown('constructor', 'x', { $fault: 'client', $metadata: { httpStatusCode: 400 } }),
      'invalid',
      true,
    ],
    ['something that is no error', 'text', 'brokenOff', false],
    ['nothing', undefined, 'brokenOff', false],
  ] as const) {
    it(`${what} is “${kind}”, and ${nothingHappened ? 'certainly nothing happened' : 'something may have happened'}`, () => {
      const refusal = refusalOf(error);
      assert.deepEqual([refusal.kind, refusal.nothingHappened], [kind, nothingHappened]);
      assert.match(refusal.name, /^\w+$/);
    });
  }

  it('have a message that can be shown', () => {
    assert.equal(refusalOf(thrown('Error', 'x'.repeat(5_000))).message.length, 1_001);
  });
});
