// Declares what the tests use of toolchain.mjs, which is plain JavaScript because it runs before anything is installed.
export const root: string;
export const workbenchDir: string;
export const hasOfflineWorkbench: boolean;
export function node24(): string;
export function ensureChromium(options?: { headed?: boolean }): Promise<string>;
