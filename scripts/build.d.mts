import type { BuildOptions } from 'esbuild';

/** The build options of dist/check.js. */
export declare const checkBundle: BuildOptions;

/** The build options of what the command line loads late: dist/preflight.js, import.js, export.js, jobs.js and completion.js. */
export declare const lateBundle: BuildOptions;

/** The build options of dist/sandbox.js. */
export declare const sandboxBundle: BuildOptions;

/** The build options of dist/results. */
export declare const resultsBundle: BuildOptions;

/** Builds everything into dist/. */
export declare function buildAll(): Promise<void>;
