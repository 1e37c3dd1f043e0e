// For pages that only need the frame.

import { startFrame } from "./frame.js";

startFrame();
