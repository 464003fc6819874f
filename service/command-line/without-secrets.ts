import type { ServiceClient } from '../client/service-client.js';
import type { Secrets } from '../secrets.js';

/** A client for commands that print: no response contains a secret that was sent. */
export function withoutSecrets(client: ServiceClient, secrets: Secrets): ServiceClient {
  return {
    call: async (...request) => {
      const response = await client.call(...request);
      return { ...response, body: secrets.hide(response.body) };
    },
    users: (options) => hidePages(client.users(options)),
    apps: (options) => hidePages(client.apps(options)),
    token: async () => {
      const token = await client.token();
      return { ...secrets.hide(token), accessToken: token.accessToken };
    },
  };

  async function* hidePages<Item>(pages: AsyncGenerator<Item[]>): AsyncGenerator<Item[], void, undefined> {
    for await (const page of pages) yield secrets.hide(page);
  }
}
