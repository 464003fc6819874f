import type { BrowserContext, Request } from '@playwright/test';

/** One request of the browser and its answer, as they were on the wire. */
export interface Exchange {
  method: string;
  url: URL;
  requestHeaders: Record<string, string>;
  /** What was sent. */
  body: string | null;
  /** 0: there was no answer. */
  status: number;
  responseHeaders: Record<string, string>;
  /** The answer of the token endpoint; of nobody else. */
  json?: Record<string, unknown>;
}

/** Records every request of a browser context, in the order in which they were sent. Preflights are not seen. */
export class Wire {
  readonly #exchanges: Promise<Exchange>[] = [];

  constructor(context: BrowserContext) {
    context.on('request', (request) => this.#exchanges.push(exchange(request)));
  }

  /** What went to a path, under any origin; left out: everything. */
  async to(path?: string): Promise<Exchange[]> {
    const exchanges = await Promise.all(this.#exchanges);
    return exchanges.filter(({ url }) => path === undefined || url.pathname === path);
  }
}

async function exchange(request: Request): Promise<Exchange> {
  const url = new URL(request.url());
  const response = await request.response().catch(() => null);
  const isToken = url.pathname === '/oauth2/v1/token';
  return {
    method: request.method(),
    url,
    requestHeaders: await request.allHeaders().catch(() => request.headers()),
    body: request.postData(),
    status: response?.status() ?? 0,
    responseHeaders: (await response?.allHeaders().catch(() => undefined)) ?? {},
    ...(isToken && { json: (await response?.json().catch(() => undefined)) as Record<string, unknown> }),
  };
}
