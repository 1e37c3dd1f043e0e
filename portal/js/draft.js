// Nothing typed is lost: a copy in this tab's session storage, per service, until the hall has the application.

import { newKey } from "./api.js";

/** `name`: what the copy belongs to, for example a service's code. */
export function createDraft(name) {
  const place = `hall.draft.${name}`;
  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(place)) || {};
    } catch {
      return {};
    }
  };
  const write = (change) => {
    try {
      sessionStorage.setItem(place, JSON.stringify({ ...read(), ...change }));
    } catch {
      // Full or forbidden storage must not stop anybody from filling in a form.
    }
  };
  return {
    read,
    write,
    clear: () => sessionStorage.removeItem(place),
    /**
     * The Idempotency-Key for sending `body`: the same while nobody knows what became of the last attempt,
     * a new one when the body changed after a clear refusal.
     */
    keyFor: (body) => {
      const { attempt } = read();
      const text = JSON.stringify(body);
      const same = attempt && (attempt.open || attempt.text === text);
      const key = same ? attempt.key : newKey();
      write({ attempt: { key, text, open: true } });
      return key;
    },
    /** The last attempt was clearly refused: a corrected one is a new request. */
    refused: () => write({ attempt: { ...read().attempt, open: false } }),
  };
}
