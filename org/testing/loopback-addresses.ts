import { networkInterfaces } from 'node:os';

const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);

/** What `localhost` may mean on this machine. Some do without IPv6. */
export const LOOPBACK_ADDRESSES = ['127.0.0.1', '::1'].filter((address) => all.includes(address));
