{{/* Names and labels. Arguments are a list: the root, and the part where one is needed. */}}
{{- define "tombolo.name" -}}
{{- $root := index . 0 -}}
{{- printf "%s-%s" (trunc 40 $root.Release.Name) (index . 1) -}}
{{- end -}}

{{- define "tombolo.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: tombolo
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "tombolo.labels" -}}
{{- $root := index . 0 -}}
{{ include "tombolo.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end -}}

{{/* A part's configuration: what the chart sets, under what the operator's values say. Arguments: root, part's values, a map. */}}
{{- define "tombolo.config" -}}
{{- $root := index . 0 -}}{{- $values := index . 1 -}}{{- $own := index . 2 -}}
{{- $kafka := deepCopy $root.Values.kafka.settings -}}
{{- if $root.Values.kafka.loginKey -}}
{{- $_ := set $kafka "sasl.jaas.config" (printf "${dir:/etc/tombolo/kafka:%s}" $root.Values.kafka.loginKey) -}}
{{- $_ := set $kafka "config.providers" "dir" -}}
{{- $_ := set $kafka "config.providers.dir.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider" -}}
{{- end -}}
{{- $all := merge (dict "kafka" $kafka "registry" (deepCopy $root.Values.registry.settings)) $own -}}
{{- toYaml (mergeOverwrite $all (deepCopy $values.config)) -}}
{{- end -}}

{{/* A listener for others than this pod. Arguments: port, name of a TLS Secret, name of a Secret of tokens. */}}
{{- define "tombolo.listener" -}}
{{- $listener := dict "host" "0.0.0.0" "port" (index . 0) -}}
{{- if index . 1 -}}
{{- $_ := set $listener "certificate" "/etc/tombolo/tls/tls.crt" -}}
{{- $_ := set $listener "privateKey" "/etc/tombolo/tls/tls.key" -}}
{{- else -}}
{{- $_ := set $listener "proxied" true -}}
{{- end -}}
{{- if index . 2 -}}{{- $_ := set $listener "access" "/etc/tombolo/tokens/tokens.json" -}}{{- end -}}
{{- toYaml $listener -}}
{{- end -}}

{{/* A pod. Arguments: root, part, part's values, ports by name, Secrets by the folder below /etc/tombolo, whether it has a volume of its own, configuration. */}}
{{- define "tombolo.pod" -}}
{{- $root := index . 0 -}}{{- $part := index . 1 -}}{{- $values := index . 2 -}}{{- $ports := index . 3 -}}{{- $secrets := index . 4 -}}{{- $writable := index . 5 -}}{{- $config := index . 6 -}}
{{- $name := include "tombolo.name" (list $root $part) -}}
metadata:
  labels:
    {{- include "tombolo.selector" (list $root $part) | nindent 4 }}
  annotations:
    tombolo/config: {{ sha256sum $config }}
    {{- with $root.Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ printf "%s-tombolo" (trunc 40 $root.Release.Name) }}
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: 30
  securityContext:
    runAsNonRoot: true
    runAsUser: 10001
    runAsGroup: 10001
    fsGroup: 10001
    seccompProfile: {type: RuntimeDefault}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $root.Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.spreadOver }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: {{ . }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "tombolo.selector" (list $root $part) | nindent 10 }}
  {{- end }}
  containers:
    - name: {{ $part }}
      image: {{ printf "%s/tombolo-%s:%s" $root.Values.image.registry $part ($root.Values.image.tag | default $root.Chart.AppVersion) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      command: [/opt/tombolo/start-part]
      args: [--log, json]
      env:
        - {name: PART, value: {{ $part }}}
        - name: INSTANCE
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        {{- with $values.javaOptions }}
        - {name: TOMBOLO_JAVA_OPTS, value: {{ . | quote }}}
        {{- end }}
      ports:
        {{- range $port, $number := $ports }}
        - {name: {{ $port }}, containerPort: {{ $number }}}
        {{- end }}
      startupProbe:
        httpGet: {path: /metrics, port: operations}
        periodSeconds: 5
        failureThreshold: 60
      readinessProbe:
        httpGet: {path: /ready, port: operations}
        periodSeconds: 5
        timeoutSeconds: 3
        failureThreshold: 2
      # Not /ready: a restart does not bring back a broker or a ledger.
      livenessProbe:
        httpGet: {path: /metrics, port: operations}
        periodSeconds: 20
        timeoutSeconds: 10
        failureThreshold: 3
      resources:
        {{- toYaml $values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      volumeMounts:
        - {name: config, mountPath: /etc/tombolo/{{ $part }}.yaml, subPath: {{ $part }}.yaml, readOnly: true}
        - {name: data, mountPath: /var/lib/tombolo}
        - {name: tmp, mountPath: /tmp}
        {{- range $folder, $secret := $secrets }}
        - {name: {{ $folder }}, mountPath: /etc/tombolo/{{ $folder }}, readOnly: true}
        {{- end }}
  volumes:
    - name: config
      configMap: {name: {{ $name }}}
    # Compression libraries load their native code from here.
    - name: tmp
      emptyDir: {sizeLimit: 256Mi}
    {{- if not $writable }}
    - name: data
      emptyDir: {sizeLimit: 512Mi}
    {{- end }}
    # 288 is 0440: for the pod's group alone.
    {{- range $folder, $secret := $secrets }}
    - name: {{ $folder }}
      secret: {secretName: {{ $secret }}, defaultMode: 288}
    {{- end }}
{{- end -}}

{{/* What Kafka's clients of a part read: arguments are root and the part's values. */}}
{{- define "tombolo.kafkaSecrets" -}}
{{- $root := index . 0 -}}{{- $values := index . 1 -}}
{{- $secrets := dict -}}
{{- if $root.Values.kafka.caSecret }}{{- $_ := set $secrets "kafka-ca" $root.Values.kafka.caSecret -}}{{- end -}}
{{- if $root.Values.kafka.loginKey }}{{- $_ := set $secrets "kafka" $values.kafkaSecret -}}{{- end -}}
{{- toYaml $secrets -}}
{{- end -}}

{{/* A volume of each pod of a StatefulSet. Argument: the part's values. */}}
{{- define "tombolo.claim" -}}
- metadata: {name: data}
  spec:
    accessModes: [ReadWriteOnce]
    {{- with .storage.storageClassName }}
    storageClassName: {{ . }}
    {{- end }}
    resources: {requests: {storage: {{ .storage.size }}}}
{{- end -}}
