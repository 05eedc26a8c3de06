// What happens in a run, step by step, for whoever wants to follow it: a failed story, the demo.
import { EventEmitter } from 'node:events';

/** Emits `begin` (name) and `end` (name, ms, error or undefined). */
export const steps = new EventEmitter();

/** Does one thing that a person would tell about. */
export async function step(name, act) {
  steps.emit('begin', name);
  const began = performance.now();
  try {
    const result = await act();
    steps.emit('end', name, performance.now() - began);
    return result;
  } catch (error) {
    steps.emit('end', name, performance.now() - began, error);
    throw error;
  }
}
