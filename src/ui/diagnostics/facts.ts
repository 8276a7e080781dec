import type { HourlyCalls, RefusedCall } from '../../domain/jobs/callCount.ts';

/** Facts about the machine. */
export interface MachineFacts {
  /** For example, `linux x64 6.8.0`. */
  readonly platform: string;
  readonly node: string;
  /** Absent if the extension host does not run in Electron. */
  readonly electron?: string;
  readonly database: DatabaseFacts;
}

/** The job history's file. */
export interface DatabaseFacts {
  /** Relative to the extension's storage folder. */
  readonly path: string;
  /** Including the write-ahead log. Absent if there is no file yet. */
  readonly bytes?: number;
  readonly schemaVersion?: number;
  readonly jobs?: number;
  readonly unfinished?: number;
  /** The name of the error, if the file exists but cannot be read. */
  readonly failure?: string;
}

/** Where calls go. Deliberately has no member for a profile's name or a key. */
export interface ConnectionFacts {
  readonly state: string;
  readonly kind?: 'sandbox' | 'profile' | 'environment';
  readonly account?: string;
  readonly region?: string;
  /** The name of the refusal, if connecting failed. */
  readonly failure?: string;
  /** The endpoint of each service. */
  readonly endpoints: readonly { readonly service: string; readonly url: string }[];
}

/** A setting whose value is not the default. */
export interface SettingFacts {
  readonly id: string;
  readonly value: unknown;
}

/** The content of a report. Times are milliseconds since 1970 UTC. */
export interface DiagnosticFacts {
  readonly at: number;
  readonly extensionVersion: string;
  /** For example, `Visual Studio Code 1.110.0 (desktop)`. */
  readonly editor: string;
  readonly isTrusted: boolean;
  readonly machine: MachineFacts;
  readonly connection: ConnectionFacts;
  readonly watch: {
    readonly refreshing: boolean /** Whether another window polls for all windows. */;
    readonly following: boolean;
    readonly freshAt?: number;
    readonly nextAt?: number;
    readonly failure?: string;
    readonly unlisted?: string;
  };
  readonly calls: readonly HourlyCalls[];
  readonly refusals: readonly RefusedCall[];
  readonly settings: readonly SettingFacts[];
}
