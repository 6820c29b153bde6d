// What a program with OpenAI's own JavaScript client sees of a server: one line of JSON, judged by NpmClientTests.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.argv[2] + "/v1", apiKey: "none", maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const messages = [{ role: "user", content: "你好" }];
const ask = (more, options) => client.chat.completions.create({ model, messages, max_tokens: 16, ...more }, options);

const whole = await ask({ logprobs: true, top_logprobs: 2 });

let streamed = "";
let usage = null;
for await (const chunk of await ask({ stream: true, stream_options: { include_usage: true } })) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}

const controller = new AbortController();
let pieces = 0;
for await (const chunk of await ask({ stream: true, max_tokens: 400, ignore_eos: true }, { signal: controller.signal })) {
  pieces += chunk.choices[0]?.delta?.content ? 1 : 0;
  if (pieces === 2) controller.abort();
}

const crowd = await Promise.all(Array.from({ length: 64 }, () => ask({ max_tokens: 4 })));

const schema = {
  type: "object", required: ["answer"], additionalProperties: false, properties: { answer: { enum: ["是", "否"] } },
};
const json = await ask({ max_tokens: 60, response_format: { type: "json_schema", json_schema: { name: "a", strict: true, schema } } });

let status = 0;
try {
  await ask({ temperature: -1 });
} catch (error) {
  status = error.status;
}

console.log(JSON.stringify({
  text: whole.choices[0].message.content,
  tokens: whole.usage.completion_tokens,
  logprobs: whole.choices[0].logprobs.content.map(token => [token.logprob, token.top_logprobs.length, token.top_logprobs[0].logprob]),
  streamed, streamedTokens: usage.completion_tokens, pieces,
  crowd: crowd.map(answer => answer.choices[0].message.content),
  answer: JSON.parse(json.choices[0].message.content).answer,
  status,
}));
