import type { HistoryStore } from '../history/store';
import type { Plan } from '../plan/plan';
import type { PlanInput } from '../plan/plan-input';

type Direction = 'up' | 'down';

/**
 * A plan that may need texts that only history has. It is made once to find out which, and again with them; when it
 * asks for none, that is all, and nothing more is read.
 */
export async function planWithStored(
  plan: (storedText: NonNullable<PlanInput['storedText']>) => Plan,
  store: Pick<HistoryStore, 'readStoredScript'>,
): Promise<Plan> {
  const wanted = new Map<string, { readonly id: string; readonly direction: Direction }>();
  const first = plan((id, direction) => {
    wanted.set(keyOf(id, direction), { id, direction });
    return undefined;
  });
  if (wanted.size === 0) {
    return first;
  }
  const texts = new Map<string, string | undefined>();
  for (const [key, { id, direction }] of wanted) {
    texts.set(key, await store.readStoredScript(id, direction));
  }
  return plan((id, direction) => texts.get(keyOf(id, direction)));
}

function keyOf(id: string, direction: Direction): string {
  return `${direction} ${id}`;
}
