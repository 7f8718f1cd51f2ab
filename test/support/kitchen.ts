import { postJson, requestJson, type Answered } from './server';

/** How far a training is, as the API says it. */
export interface TrainingAnswer {
  readonly id: string;
  readonly state: string;
  readonly version: string | null;
  readonly promoted: boolean;
  readonly problem: string | null;
  readonly rows: number;
}

/** The answer of `GET /models`. */
export interface ModelsAnswer {
  readonly current: string | null;
  readonly previous: string | null;
  readonly candidate: { version: string; share: number | null } | null;
  readonly models: { version: string; roles: string[]; problem: string | null }[];
}

/** Labelled lines of a kitchen, which no rule and no shipped category knows. */
export function kitchenRows(): { message: string; target_label: string }[] {
  const dishes = ['bread', 'trout', 'onion soup', 'plum cake', 'brown rice', 'sweet corn'];
  const verbs = { Oven: ['bakes', 'roasts', 'grills'], Fridge: ['cools', 'freezes', 'chills'] };
  return Object.entries(verbs).flatMap(([target_label, words]) =>
    words.flatMap((verb) => dishes.map((dish) => ({ message: `the cook ${verb} the ${dish}`, target_label }))),
  );
}

/** The same as CSV. */
export function kitchenCsv(): string {
  const lines = kitchenRows().map(({ message, target_label }) => `${message},${target_label}`);
  return `message,target_label\n${lines.join('\n')}\n`;
}

export async function startTraining(url: string, body: object): Promise<Answered<TrainingAnswer>> {
  return postJson<TrainingAnswer>(`${url}/models/train`, body);
}

/** Waits for the end of a training, for as long as the test may take. */
export async function trainingEnd(url: string, id: string): Promise<TrainingAnswer> {
  for (;;) {
    const { body } = await requestJson<TrainingAnswer>(`${url}/models/train/${id}`);
    if (body.state !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
