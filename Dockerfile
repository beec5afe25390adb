# The program with its model, for segmenting and for serving the page. Build it in the checkout:
#   docker build -t delineate .
#   docker run --rm -v "$PWD:/data" delineate segment /data/pictures --out /data/masks
#   docker run --rm -p 8080:8080 -v delineate-home:/home/delineate/home delineate \
#       serve --listen 0.0.0.0 --tls /home/delineate/home/server.p12 --home /home/delineate/home

FROM debian:12-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven git
COPY . /src
RUN cd /src && mvn -q -B -pl cli -am -DskipTests -Dmaven.test.skip -Dspotless.check.skip package

FROM debian:12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless libtcmalloc-minimal4 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 delineate
COPY --from=build --chown=delineate /src/delineate /src/engine.sh /opt/delineate/
COPY --from=build --chown=delineate /src/cli/target/delineate.jar /opt/delineate/cli/target/
COPY --from=build --chown=delineate /src/cli/target/lib /opt/delineate/cli/target/lib
COPY --from=build --chown=delineate /src/demo /opt/delineate/demo
RUN ln -s /opt/delineate/delineate /usr/local/bin/delineate
USER delineate
WORKDIR /home/delineate
# unpacks the native libraries and writes the archive of classes, so that the first start is a quick one
RUN delineate segment "/opt/delineate/demo/busi-small/benign/benign (100).png" --out /tmp/first && rm -r /tmp/first
ENTRYPOINT ["delineate"]
CMD ["help"]
