// What a handler does with a task: one asset, loaded by the task page when the first of it is asked for.

import { askDecision } from "./decide.js";
import { askMore, askRemoval, take as claimOrRelease } from "./more.js";

export const decide = askDecision;
export const more = askMore;
export const remove = askRemoval;
export const take = claimOrRelease;
