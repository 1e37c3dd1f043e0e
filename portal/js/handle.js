// What a handler does with a task: one asset, loaded by the task page when the first of it is asked for.

import { askAnswer, takeBack as withdrawQuestion } from "./consult.js";
import { askDecision } from "./decide.js";
import { askMore, askRemoval, askRetract, take as claimOrRelease } from "./more.js";
import { act as administer, read as confirmRead, say as speak } from "./say.js";

export const decide = askDecision;
export const more = askMore;
export const remove = askRemoval;
export const take = claimOrRelease;
export const retract = askRetract;
export const answer = askAnswer;
export const takeBack = withdrawQuestion;
export const say = speak;
export const act = administer;
export const read = confirmRead;
