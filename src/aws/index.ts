// All that reaches for the SDK comes through here, and this is imported late: activation reads none of it.
export { createConnector } from './connector.ts';
export { listProfiles } from './profiles.ts';
