import type { BuildOptions } from 'esbuild';

/** The build options of dist/check.js. */
export declare const checkBundle: BuildOptions;

/** The build options of dist/preflight.js, dist/import.js and dist/export.js. */
export declare const lateBundle: BuildOptions;

/** The build options of dist/results. */
export declare const resultsBundle: BuildOptions;

/** Builds everything into dist/. */
export declare function buildAll(): Promise<void>;
