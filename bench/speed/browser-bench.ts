import type { RequestListener } from 'node:http';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { findBrowser } from '../../e2e/browser/browser.js';
import type { Fault } from '../../e2e/faults/network.js';
import { openPlace, type Place } from '../../e2e/place.js';

/** An org, an app and a browser, whose requests to the org are counted. */
export interface BrowserBench {
  place: Place;
  browser: Browser;
  /** Requests since the last `forget()`, those that a browser sends by itself before others (preflights) left out. */
  sent(path: string): number;
  preflights(path: string): number;
  forget(): void;
  /** Answers requests below /api/ in the org's place; undefined: the org does. */
  answer(fault: Fault | undefined): void;
  /** Sets switches of the org. */
  switch(settings: object): Promise<void>;
  newPage(context?: BrowserContext): Promise<Page>;
  close(): Promise<void>;
}

/** @param build the folder of the build that is served */
export async function openBrowserBench(build: string): Promise<BrowserBench> {
  let requests: { method: string; path: string }[] = [];
  let fault: Fault | undefined;
  const wrapListener =
    (org: RequestListener): RequestListener =>
    (request, response) => {
      const [method, path] = [request.method!, request.url!];
      requests.push({ method, path });
      if (fault && method !== 'OPTIONS' && path.startsWith('/api/'))
        fault(request, response, () => org(request, response));
      else org(request, response);
    };
  const place = await openPlace({ wrapListener });
  place.serve(build);
  place.configure(place.config);
  const { executablePath, args } = await findBrowser();
  const browser = await chromium.launch({ executablePath, args });
  const count = (path: string, preflight: boolean): number =>
    requests.filter((request) => request.path.startsWith(path) && (request.method === 'OPTIONS') === preflight).length;
  return {
    place,
    browser,
    sent: (path) => count(path, false),
    preflights: (path) => count(path, true),
    forget: () => void (requests = []),
    answer: (chosen) => void (fault = chosen),
    switch: async (settings) => {
      const response = await fetch(`${place.org}/practice/v1/switches`, {
        method: 'PATCH',
        body: JSON.stringify(settings),
        headers: { 'Content-Type': 'application/json' },
      });
      if (!response.ok) throw new Error(await response.text());
    },
    newPage: async (context) => (context ?? (await browser.newContext({ baseURL: place.app }))).newPage(),
    close: async () => {
      await browser.close();
      await place.close();
    },
  };
}
