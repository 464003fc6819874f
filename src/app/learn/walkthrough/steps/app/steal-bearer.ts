import { ofOrg, outsideCallsOf, seenOutside } from '../seen';
import type { Step } from '../step';

const USERS = '/api/v1/users';
const APPS = '/api/v1/apps';

export const stealBearer: Step = {
  id: 'steal-bearer',
  part: 'app',
  title: 'Steal it, use it elsewhere',
  text: 'Be the thief. Copy the commands, paste them into a terminal, and read the users and the apps of the org: with the token alone, from outside of this browser.',
  shown: 'The API cannot tell a thief from the app: the token was enough, twice.',
  minutes: 2,
  mode: 'bearer',
  session: true,
  check: (facts, from) => {
    const calls = outsideCallsOf(facts, from).filter(({ scheme }) => scheme === 'Bearer');
    return [USERS, APPS].map((path) => {
      const call = calls.find((each) => each.path === path && each.status === 200);
      return ofOrg(facts, {
        what: `A call of \`${path}\` that this app did not make`,
        waiting: 'Waiting for the org to answer one.',
        ...(call && { seen: { ...seenOutside(call, 'through'), note: 'got through' } }),
      });
    });
  },
};
