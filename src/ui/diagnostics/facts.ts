import type { CallsOfHour, RefusedCall } from '../../domain/jobs/callCount.ts';

/** What only the machine can tell. */
export interface MachineFacts {
  /** Such as `linux x64 6.8.0`. */
  readonly platform: string;
  readonly node: string;
  /** Absent where the extensions do not run inside Electron. */
  readonly electron?: string;
  readonly database: DatabaseFacts;
}

/** The job history's file. */
export interface DatabaseFacts {
  /** Relative to the extension's storage folder. */
  readonly path: string;
  /** With its write-ahead log; absent where there is no file yet. */
  readonly bytes?: number;
  readonly schemaVersion?: number;
  readonly jobs?: number;
  readonly unfinished?: number;
  /** The error's name, where the file is there and cannot be read. */
  readonly failure?: string;
}

/** Where calls go. There is no place here for a profile's name or a key. */
export interface ConnectionFacts {
  readonly state: string;
  readonly kind?: 'sandbox' | 'profile' | 'environment';
  readonly account?: string;
  readonly region?: string;
  /** Why there is none: the refusal's name. */
  readonly failure?: string;
  /** Where the calls of a service go. */
  readonly endpoints: readonly { readonly service: string; readonly url: string }[];
}

/** A setting that is not as it comes. */
export interface SettingFacts {
  readonly id: string;
  readonly value: unknown;
}

/** All that a report says. Times are milliseconds since 1970 UTC. */
export interface DiagnosticFacts {
  readonly at: number;
  readonly extensionVersion: string;
  /** Such as `Visual Studio Code 1.110.0 (desktop)`. */
  readonly editor: string;
  readonly isTrusted: boolean;
  readonly machine: MachineFacts;
  readonly connection: ConnectionFacts;
  readonly watch: { readonly refreshing: boolean; /** Another window asks for all. */ readonly following: boolean; readonly freshAt?: number; readonly nextAt?: number; readonly failure?: string; readonly unlisted?: string };
  readonly calls: readonly CallsOfHour[];
  readonly refusals: readonly RefusedCall[];
  readonly settings: readonly SettingFacts[];
}
