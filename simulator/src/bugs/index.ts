import { answerBugs } from './answer-bugs.js';
import { appendBugs } from './append-bugs.js';
import { decisionBugs } from './decision-bugs.js';
import { foldBugs } from './fold-bugs.js';
import { identityBugs } from './identity-bugs.js';
import { kafkaBugs } from './kafka-bugs.js';

export const bugs = [...appendBugs, ...identityBugs, ...kafkaBugs, ...answerBugs, ...decisionBugs, ...foldBugs];
