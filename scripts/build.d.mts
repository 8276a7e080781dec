import type { BuildOptions } from 'esbuild';

/** How dist/check.js is made. */
export declare const checkBundle: BuildOptions;

/** Builds everything into dist/. */
export declare function buildAll(): Promise<void>;
