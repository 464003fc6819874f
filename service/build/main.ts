// `npm run build:service`
import { buildService } from './build-service.js';

await buildService('service/dist');
