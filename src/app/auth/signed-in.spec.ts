import { ChangeDetectionStrategy, Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Session } from './session';
import { SignedIn } from './signed-in';

let made = 0;

@Component({
  template: '<p class="secret">Data number {{ number }}</p>',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class View {
  protected readonly number = ++made;
}

describe('SignedIn', () => {
  const person = signal<string | undefined>('ada');
  const problem = signal<object | undefined>(undefined);
  let harness: RouterTestingHarness;

  beforeEach(async () => {
    made = 0;
    person.set('ada');
    problem.set(undefined);
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([{ path: '', component: SignedIn, children: [{ path: 'users', component: View }] }]),
        { provide: Session, useValue: { person, problem } },
      ],
    });
    harness = await RouterTestingHarness.create('/users');
  });

  async function shown(): Promise<string> {
    await harness.fixture.whenStable();
    return (harness.fixture.nativeElement as HTMLElement).textContent.trim();
  }

  it('shows the view while somebody is signed in', async () => {
    expect(await shown()).toBe('Data number 1');
  });

  it('takes the view off the screen when the session ends, and leaves the word to what tells why', async () => {
    problem.set({});
    person.set(undefined);
    expect(await shown()).toBe('');
  });

  it('begins the view anew when another person signs in, at once or later', async () => {
    person.set('grace');
    expect(await shown()).toBe('Data number 2');
    person.set(undefined);
    expect(await shown()).toBe('One moment…');
    person.set('ada');
    expect(await shown()).toBe('Data number 3');
  });
});
