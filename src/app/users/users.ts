import { Location } from '@angular/common';
import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, linkedSignal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { map } from 'rxjs';
import { Messages, OKTA_CONFIG, Session } from '../auth';
import { Instant } from '../ui/instant';
import { latest } from '../ui/latest';
import { ProblemNotice } from '../ui/problem-notice';
import { explainUsersError } from './users-problem';
import { statusBadge } from './user-status';
import { userSearch } from './user-search';
import { readUsersPage } from './users-page';

/** Users on a page. */
const LIMIT = 20;

/** How long the typing has to rest before it becomes a search, in milliseconds. */
const TYPING_REST = 300;

/** The users of the org (`GET /api/v1/users`), page by page, with a search that stands in the address of the view. */
@Component({
  selector: 'app-users',
  imports: [Instant, ProblemNotice],
  templateUrl: './users.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Users {
  protected readonly session = inject(Session);
  readonly #issuer = inject(OKTA_CONFIG).issuer;
  readonly #http = inject(HttpClient);
  readonly #router = inject(Router);
  readonly #messages = inject(Messages);
  readonly #location = inject(Location);

  /** The search, from the query parameter `q`. */
  readonly q = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map((query) => query.get('q') ?? '')), {
    requireSync: true,
  });

  /** What stands in the search box: it follows the address, unless the user is typing. */
  protected readonly text = linkedSignal<string, string>({
    source: this.q,
    computation: (q, previous) => (previous && this.#typing !== undefined ? previous.value : q),
  });
  #typing: ReturnType<typeof setTimeout> | undefined;

  /** The addresses of the pages visited, this one last. They outlive a reload. A new search starts anew. */
  protected readonly visited = linkedSignal(() => {
    const first = this.#firstPage(this.q().trim());
    const { visited } = (this.#location.getState() ?? {}) as { visited?: string[] };
    return visited?.[0] === first ? visited : [first];
  });
  protected readonly pageUrl = computed(() => this.visited().at(-1)!);

  protected readonly list = latest(
    this.pageUrl,
    (url) =>
      this.#http
        .get<unknown>(url, { observe: 'response' })
        .pipe(
          map((response) => ({ ...readUsersPage(response, url), number: this.visited().length, q: this.q().trim() })),
        ),
    (error) => explainUsersError(error, this.#messages),
  );
  protected readonly page = computed(() => {
    const outcome = this.list.outcome();
    return outcome?.ok ? outcome.value : undefined;
  });
  protected readonly problem = computed(() => {
    const outcome = this.list.outcome();
    return outcome && !outcome.ok ? outcome.problem : undefined;
  });

  protected readonly skeletonRows = Array.from({ length: LIMIT }, (_, index) => index);
  protected readonly statusBadge = statusBadge;
  protected readonly numbers = new Intl.NumberFormat();

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#typing));
  }

  protected type(text: string): void {
    this.text.set(text);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.search(), TYPING_REST);
  }

  /** Puts the search into the address; the rest follows from there. */
  protected search(): void {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    const queryParams = { q: this.text().trim() === '' ? null : this.text() };
    // Letters are no steps of the history: back leaves the view instead of undoing them one by one.
    void this.#router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected clear(): void {
    this.text.set('');
    this.search();
  }

  protected next(): void {
    const url = this.page()?.next.url;
    if (url && !this.list.loading()) this.#visit([...this.visited(), url]);
  }

  protected previous(): void {
    if (this.visited().length > 1 && !this.list.loading()) this.#visit(this.visited().slice(0, -1));
  }

  #visit(visited: string[]): void {
    this.visited.set(visited);
    this.#location.replaceState(this.#router.url, '', { ...(this.#location.getState() as object), visited });
  }

  #firstPage(q: string): string {
    const url = new URL('/api/v1/users', this.#issuer);
    url.searchParams.set('limit', String(LIMIT));
    if (q) url.searchParams.set('search', userSearch(q));
    return url.href;
  }
}
