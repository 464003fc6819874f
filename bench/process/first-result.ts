import { CLIENTS, type ClientSettings } from '../speed/service-clients.js';
import { settings as given } from './answer-parent.js';

// Gets one result with a client of the service's bench, and says so.

const { client, settings } = given() as { client: keyof typeof CLIENTS; settings: ClientSettings };
const call = await (await CLIENTS[client]())(settings);
await call();
console.log('first result');
process.exit();
