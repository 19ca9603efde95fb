import type { HistoryStore } from '../history/store';
import type { Plan } from '../plan/plan';
import type { PlanInput } from '../plan/plan-input';

type Direction = 'up' | 'down';

/**
 * A plan that may need texts that only history has. It is made once to find out which, and again with them until it
 * asks for no more (a down that does nothing makes it ask for the up); when it asks for none, nothing more is read.
 */
export async function planWithStored(
  plan: (storedText: NonNullable<PlanInput['storedText']>) => Plan,
  store: Pick<HistoryStore, 'readStoredScript'>,
): Promise<Plan> {
  const texts = new Map<string, string | undefined>();
  for (;;) {
    const wanted = new Map<string, { readonly id: string; readonly direction: Direction }>();
    const planned = plan((id, direction) => {
      const key = `${direction} ${id}`;
      if (!texts.has(key)) {
        wanted.set(key, { id, direction });
      }
      return texts.get(key);
    });
    if (wanted.size === 0) {
      return planned;
    }
    for (const [key, { id, direction }] of wanted) {
      texts.set(key, await store.readStoredScript(id, direction));
    }
  }
}
