import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  DOCUMENT,
  inject,
  Injector,
} from '@angular/core';
import { isActive, NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { distinctUntilChanged, filter, map, skip } from 'rxjs';
import { Messages, Session } from './auth';
import { ModeSwitch } from './modes/mode-switch';
import { MODES } from './modes/modes';
import { Brand } from './ui/brand';
import { Leaving } from './ui/leaving';
import { ProblemNotice } from './ui/problem-notice';
import { userName } from './ui/user-name';
import { WaitNotice } from './ui/wait-notice';

/** The frame around every view: navigation, who is signed in, sign-in and sign-out. */
@Component({
  selector: 'app-root',
  imports: [Brand, ModeSwitch, ProblemNotice, RouterLink, RouterOutlet, WaitNotice],
  templateUrl: './app.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class App {
  protected readonly session = inject(Session);
  protected readonly problem = inject(Messages).sessionProblem;
  protected readonly userName = computed(() => userName(this.session.user()));
  protected readonly modes = inject(MODES);
  readonly #router = inject(Router);
  readonly #injector = inject(Injector);
  readonly #document = inject(DOCUMENT);

  // RouterLinkActive finds its links with a query, whose code would cost 2 kB of transfer.
  protected readonly links = [
    { path: '/', name: 'Home' },
    { path: '/profile', name: 'Profile' },
    { path: '/users', name: 'Users' },
  ].map((link) => ({ ...link, isActive: isActive(link.path, this.#router, { paths: 'exact' }) }));

  readonly #leaving = inject(Leaving);
  /** True while a sign-in or sign-out is under way. */
  protected readonly leaving = this.#leaving.underWay;
  protected readonly busy = computed(() => this.leaving() || this.#router.currentNavigation() !== null);

  constructor() {
    const navigations = this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        // The query is part of a view (the search): a new one is no new page.
        map((event) => event.urlAfterRedirects.split(/[?#]/)[0]),
        distinctUntilChanged(),
        // The first page is announced by the browser.
        skip(1),
      )
      .subscribe(() => {
        this.#document.getElementById('menu')?.hidePopover();
        afterNextRender({ read: () => this.#focusHeading() }, { injector: this.#injector });
      });
    inject(DestroyRef).onDestroy(() => navigations.unsubscribe());
  }

  protected reload(): void {
    this.#document.location.reload();
  }

  protected async signIn(): Promise<void> {
    await this.#leaving.go(() => this.session.signIn());
  }

  protected async signOut(): Promise<void> {
    await this.#leaving.go(() => this.session.signOut());
    // The page was not left: what only signed-in users see should not stay on screen.
    if (this.session.error() !== undefined) await this.#router.navigateByUrl('/');
  }

  /** A fragment link would be resolved against `<base>`, which is another page. */
  protected skipTo(main: HTMLElement, event: Event): void {
    event.preventDefault();
    main.focus();
  }

  /** Tells a screen reader which view this is, and lets Tab go on from there. */
  #focusHeading(): void {
    const heading = this.#document.querySelector<HTMLElement>('main h1');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
