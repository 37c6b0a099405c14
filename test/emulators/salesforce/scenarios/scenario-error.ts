/** What is wrong with a call that sets up a scenario. */
export class ScenarioError extends Error {
  readonly statusCode = 400;
}
