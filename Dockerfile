# One image for the ledger, the projector and the command line:
#   docker run tallystick ledger | projector | tallystick <command> | first-keys

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY . .
# Node 24 is in the image: the npm package that brings it elsewhere (an install script) is not needed.
RUN npm ci --ignore-scripts --no-audit --no-fund \
 && ./node_modules/.bin/tsc -b apps/ledger apps/projector apps/cli apps/dashboard \
 && node apps/dashboard/bin/build.js
# Only what the three apps need at run time, and none of the sources.
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev \
      --workspace apps/ledger --workspace apps/projector --workspace apps/cli \
 && rm -rf libs/testing bench simulator libs/*/src apps/*/src apps/dashboard/public samples/src \
 && find . -name '*.d.ts' -not -path './node_modules/*' -delete

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production TALLYSTICK_DATA_DIR=/data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/libs libs
COPY --from=build /build/apps apps
COPY --from=build /build/samples samples
COPY --from=build /build/docker docker
# The data folder belongs to the user `node` (1000), and so does a named volume that is mounted there first.
RUN mkdir /data && chown node:node /data && chmod 700 /data
VOLUME /data
USER node
ENTRYPOINT ["/app/docker/entrypoint"]
CMD ["tallystick", "--help"]
