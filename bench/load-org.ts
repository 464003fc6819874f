import { startTestOrg } from '../org/testing/test-org.js';

/** An org in a process of its own, so that the load is measured and not the one who makes it. Ends with its parent. */
const org = await startTestOrg();
process.send!({ origin: org.origin });
process.on('message', () => process.send!({ rss: process.memoryUsage().rss }));
process.once('disconnect', () => void org.close());
