// Everything that uses the SDK is imported through this file, and lazily: activation loads none of it.
export { createConnector } from './connector.ts';
export { everyEndpoint } from './endpoints.ts';
export { listProfiles } from './profiles.ts';
