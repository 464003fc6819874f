import { allowInsecureRequests } from 'oauth4webapi';

/** Options for oauth4webapi, which refuses http:// without them. The org is at localhost. */
export const OVER_HTTP = { [allowInsecureRequests]: true };
