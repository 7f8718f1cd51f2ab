# syntax=docker/dockerfile:1
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc nest-cli.json tsconfig.json ./
COPY bin bin
COPY configs/tooling configs/tooling
COPY src src
# Installs, links the PostgreSQL libraries and compiles, as on a fresh clone; what only builds and tests then goes.
RUN node bin/bootstrap.mjs && npm prune --omit=dev

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data /app
COPY --from=build --chown=node /app/node_modules node_modules
COPY --from=build --chown=node /app/dist dist
COPY --chown=node package.json LICENSE ./
COPY --chown=node configs/regex_patterns.json configs/suggestions.yaml configs/
COPY --chown=node models models
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Straight to node, so that SIGTERM reaches the server and it can stop in order.
# Batches outlive the small default of the young generation; more room for it is worth a tenth of the rate.
CMD ["node", "--max-old-space-size=1000", "dist/main.js", "serve"]
