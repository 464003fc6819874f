import type Koa from 'koa';
import type { OrgContext } from '../context.js';
import type { LogEvent } from '../system-log/system-log.js';
import { practiceEndpoint, Refusal } from './own-machine.js';

/** The most decisions of an answer: the newest ones. */
const MAX_DECISIONS = 500;

/**
 * `GET /practice/v1/decisions`: how the org decided about requests, as the System Log has it. `?request=` takes the
 * `X-Okta-Request-Id` of an answer and returns one decision, `?since=` takes a time and returns a list, oldest first. Okta
 * has nothing like it: at a real org only an administrator sees a part of this.
 */
export function practiceDecisions({ origin, log }: OrgContext): Koa.Middleware {
  const endpoint = { origin, path: /^\/practice\/v1\/decisions$/, subject: 'The decisions', methods: ['GET', 'HEAD'] };
  return practiceEndpoint(endpoint, (ctx) => {
    const query = new URLSearchParams(ctx.querystring);
    const [request, since] = [query.get('request'), query.get('since')];
    if ((request === null) === (since === null)) {
      throw new Refusal(400, 'Expected either "request", the X-Okta-Request-Id of an answer, or "since", a time.');
    }
    if (request !== null) {
      const event = log.eventOfRequest(request);
      if (!event?.checks) {
        throw new Refusal(404, 'There is no decision about a request with this id, or it is too old.');
      }
      return decisionOf(event);
    }
    const time = Date.parse(since!);
    if (Number.isNaN(time)) throw new Refusal(400, 'since: expected a time such as 2026-01-31T12:00:00.000Z.');
    const events = log.events().filter(({ checks, published }) => checks && Date.parse(published) >= time);
    return events.slice(-MAX_DECISIONS).map(decisionOf);
  });
}

/** A decision as data: the request, its outcome, and each check with what was expected and what was found. */
function decisionOf({ published, eventType, outcome, client, request, checks }: LogEvent): object {
  const { id, method, path, status } = request;
  return { request: { id, method, path, status }, published, eventType, client: client?.id ?? null, outcome, checks };
}
