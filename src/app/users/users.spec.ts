import { Location } from '@angular/common';
import {
  HttpBackend,
  HttpErrorResponse,
  HttpHeaders,
  HttpResponse,
  provideHttpClient,
  type HttpEvent,
  type HttpRequest,
} from '@angular/common/http';
import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Observable, type Subscriber } from 'rxjs';
import { Messages, OKTA_CONFIG, Session, type Problem } from '../auth';
import { explainError } from '../auth/messages/explain-error';
import { CONFIG, ORG } from '../../testing/browser-session';
import { userSearch } from './user-search';
import { Users } from './users';

/** The clock of one spec below stands still; rendering goes on. */
const realTimeout = window.setTimeout.bind(window);

const FIRST = `${ORG}/api/v1/users?limit=20`;
const SECOND = `${ORG}/api/v1/users?after=200u1&limit=20`;

/** An org that answers when the spec says so, in the order the spec says. */
class SlowOrg implements HttpBackend {
  readonly asked: string[] = [];
  readonly #open = new Map<string, Subscriber<HttpEvent<unknown>>>();

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return new Observable((subscriber) => {
      this.asked.push(request.urlWithParams);
      this.#open.set(request.urlWithParams, subscriber);
    });
  }

  answer(url: string, body: unknown, next?: string): void {
    const headers = new HttpHeaders(next ? { Link: `<${next}>; rel="next"` } : {});
    this.#open.get(url)!.next(new HttpResponse({ body, headers }));
    this.#open.get(url)!.complete();
  }

  fail(url: string, init: ConstructorParameters<typeof HttpErrorResponse>[0]): void {
    this.#open.get(url)!.error(new HttpErrorResponse(init));
  }
}

const user = (name: string): object => ({
  id: name,
  status: 'ACTIVE',
  profile: { firstName: name, login: `${name}@x` },
});
const search = (text: string): string => `${FIRST}&${new URLSearchParams({ search: userSearch(text) }).toString()}`;

describe('Users', () => {
  let org: SlowOrg;
  let view: RouterTestingHarness;
  const signIn = jasmine.createSpy('signIn');

  async function open(url: string): Promise<void> {
    org = new SlowOrg();
    signIn.calls.reset();
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([{ path: 'users', component: Users }]),
        provideHttpClient(),
        { provide: HttpBackend, useValue: org },
        { provide: OKTA_CONFIG, useValue: CONFIG },
        { provide: Session, useValue: { signIn } },
        // Without the dynamic import, which takes its time.
        { provide: Messages, useValue: { explain: (error: unknown): Promise<Problem> => explainError(error, CONFIG) } },
      ],
    });
    view = await RouterTestingHarness.create(url);
    await settle();
  }

  const page = (): HTMLElement => view.routeNativeElement!;
  const shown = (): string => page().textContent.replace(/\s+/g, ' ');
  const names = (): string[] => Array.from(page().querySelectorAll('bdi'), (name) => name.textContent);
  const box = (): HTMLInputElement => page().querySelector('input')!;
  const button = (label: string): HTMLButtonElement =>
    Array.from(page().querySelectorAll('button')).find((each) => each.textContent.trim() === label)!;

  /** Lets a navigation end, then renders. `whenStable()` would wait for the org. */
  async function settle(): Promise<void> {
    await new Promise((resolve) => realTimeout(resolve));
    TestBed.tick();
  }
  async function answer(url: string, body: unknown, next?: string): Promise<void> {
    org.answer(url, body, next);
    await settle();
  }
  async function press(label: string): Promise<void> {
    button(label).click();
    await settle();
  }
  function type(text: string): void {
    box().value = text;
    box().dispatchEvent(new Event('input'));
  }
  async function enter(text: string): Promise<void> {
    type(text);
    page()
      .querySelector('form')!
      .dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    await settle();
  }

  it('is busy until the first page is there, then shows it', async () => {
    await open('/users');
    expect(org.asked).toEqual([FIRST]);
    expect(page().querySelector('[aria-busy=true]')).not.toBeNull();
    await answer(FIRST, [user('ada'), user('grace')]);
    expect(page().querySelector('[aria-busy=true]')).toBeNull();
    expect(names()).toEqual(['ada', 'grace']);
    expect(shown()).toContain('Page 1, 2 users');
  });

  it('is at the same page after a reload, with a way back', async () => {
    await open('/users');
    await answer(FIRST, [user('ada')], SECOND);
    await press('Next page');
    const state = TestBed.inject(Location).getState();
    TestBed.resetTestingModule();
    spyOn(Location.prototype, 'getState').and.returnValue(state);
    await open('/users');
    expect(org.asked).toEqual([SECOND]);
    await answer(SECOND, [user('linus')]);
    expect(shown()).toContain('Page 2, 1 user');
    await press('Previous page');
    expect(org.asked).toEqual([SECOND, FIRST]);
  });

  it('goes to the next page and back over the pages visited', async () => {
    await open('/users');
    await answer(FIRST, [user('ada')], SECOND);
    await press('Next page');
    await answer(SECOND, [user('linus')]);
    expect(names()).toEqual(['linus']);
    expect(shown()).toContain('Page 2, 1 user');
    expect(button('Next page').getAttribute('aria-disabled')).toBe('true');
    await press('Previous page');
    await answer(FIRST, [user('ada')], SECOND);
    expect(names()).toEqual(['ada']);
    expect(org.asked).toEqual([FIRST, SECOND, FIRST]);
  });

  it('asks for one page only, however often the button is pressed', async () => {
    await open('/users');
    await answer(FIRST, [user('ada')], SECOND);
    button('Next page').click();
    await press('Next page');
    await press('Next page');
    await answer(SECOND, [user('linus')], FIRST);
    expect(org.asked).toEqual([FIRST, SECOND]);
    expect(shown()).toContain('Page 2');
  });

  it('keeps the list, and calls nothing, when the next page is at another origin', async () => {
    await open('/users');
    await answer(FIRST, [user('ada')], 'https://evil.example/api/v1/users?after=1');
    expect(names()).toEqual(['ada']);
    expect(page().querySelector('[role=alert]')?.textContent).toContain('https://evil.example/api/v1/users?after=1');
    await press('Next page');
    expect(org.asked).toEqual([FIRST]);
  });

  it('takes the search from the address', async () => {
    await open('/users?q=ad%26a');
    expect(org.asked).toEqual([search('ad&a')]);
    expect(box().value).toBe('ad&a');
  });

  it('puts the search into the address at Enter', async () => {
    await open('/users');
    await enter('ada');
    expect(TestBed.inject(Router).url).toBe('/users?q=ada');
    expect(org.asked).toEqual([FIRST, search('ada')]);
    await enter('');
    expect(TestBed.inject(Router).url).toBe('/users');
  });

  it('searches once the typing rests, not for each letter', async () => {
    await open('/users');
    jasmine.clock().install();
    try {
      for (const text of ['a', 'ad', 'ada']) {
        type(text);
        await settle();
        jasmine.clock().tick(200);
      }
      await settle();
      expect(org.asked).toEqual([FIRST]);
      jasmine.clock().tick(200);
      await settle();
      expect(org.asked).toEqual([FIRST, search('ada')]);
    } finally {
      jasmine.clock().uninstall();
    }
  });

  it('starts at the first page with a new search', async () => {
    await open('/users');
    await answer(FIRST, [user('ada')], SECOND);
    await press('Next page');
    await answer(SECOND, [user('linus')]);
    await enter('ada');
    await answer(search('ada'), [user('ada')]);
    expect(shown()).toContain('Page 1, 1 user');
    expect(button('Previous page').getAttribute('aria-disabled')).toBe('true');
  });

  it('lets a late answer of an older search change nothing', async () => {
    await open('/users');
    await enter('a');
    await enter('ad');
    await answer(search('ad'), [user('ada')]);
    await answer(search('a'), [user('alan')]);
    await answer(FIRST, [user('grace')]);
    expect(names()).toEqual(['ada']);
  });

  it('keeps letters that were typed while the address changed', async () => {
    await open('/users');
    type('ada');
    page()
      .querySelector('form')!
      .dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    type('ada l');
    await settle();
    expect(box().value).toBe('ada l');
  });

  it('follows the address when that changes by the back button', async () => {
    await open('/users?q=ada');
    await view.navigateByUrl('/users?q=grace');
    await settle();
    expect(box().value).toBe('grace');
    expect(org.asked).toEqual([search('ada'), search('grace')]);
  });

  it('says that nobody matches, and clears the search', async () => {
    await open('/users?q=zzz');
    await answer(search('zzz'), []);
    expect(shown()).toContain('No users match “zzz”');
    await press('Clear the search');
    expect(org.asked).toEqual([search('zzz'), FIRST]);
    expect(box().value).toBe('');
  });

  it('explains an empty list without a search by the missing admin role', async () => {
    await open('/users');
    await answer(FIRST, []);
    expect(shown()).toContain('without an admin role');
  });

  it('shows what Okta said in WWW-Authenticate, and asks anew at "Try again"', async () => {
    await open('/users');
    const challenge = 'DPoP error="invalid_dpop_proof", error_description="The DPoP proof JWT has already been used."';
    org.fail(FIRST, { status: 400, url: FIRST, headers: new HttpHeaders({ 'WWW-Authenticate': challenge }) });
    await settle();
    expect(shown()).toContain('400');
    expect(shown()).toContain('invalid_dpop_proof');
    expect(shown()).toContain('The DPoP proof JWT has already been used.');
    expect(button('Sign in again')).toBeUndefined();
    await press('Try again');
    await answer(FIRST, [user('ada')]);
    expect(names()).toEqual(['ada']);
    expect(page().querySelector('[role=alert]')).toBeNull();
  });

  it('offers to sign in again for a 401', async () => {
    await open('/users');
    org.fail(FIRST, {
      status: 401,
      url: FIRST,
      error: { errorCode: 'E0000011', errorSummary: 'Invalid token provided' },
    });
    await settle();
    await press('Sign in again');
    expect(signIn).toHaveBeenCalledTimes(1);
  });

  it('lets a user go back from a page that failed', async () => {
    await open('/users');
    await answer(FIRST, [user('ada')], SECOND);
    await press('Next page');
    org.fail(SECOND, { status: 500, url: SECOND });
    await settle();
    await press('Previous page');
    await answer(FIRST, [user('ada')], SECOND);
    expect(names()).toEqual(['ada']);
  });

  it('calls a page of HTML what it is', async () => {
    await open('/users');
    const headers = new HttpHeaders({ 'Content-Type': 'text/html' });
    org.fail(FIRST, { status: 200, url: FIRST, headers, error: { error: new SyntaxError(), text: '<html>' } });
    await settle();
    expect(shown()).toContain('Expected JSON, came text/html');
  });

  it('calls JSON that is no array what it is', async () => {
    await open('/users');
    await answer(FIRST, { hello: 'world' });
    expect(shown()).toContain('came a JSON object');
  });
});
