package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	acme "github.com/cert-manager/cert-manager/internal/apis/acme/install"
	certificates "github.com/cert-manager/cert-manager/internal/apis/certmanager/install"
	meta "github.com/cert-manager/cert-manager/internal/apis/meta/install"
	"github.com/cert-manager/cert-manager/internal/webhook/admission/certificaterequest/approval"
	"github.com/cert-manager/cert-manager/internal/webhook/admission/certificaterequest/identity"
	"github.com/cert-manager/cert-manager/internal/webhook/admission/resourcevalidation"
	"github.com/cert-manager/cert-manager/pkg/webhook/admission"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// webhook says where cert-manager's admission webhook listens, and by what certificate it is known.
type webhook struct {
	address, certificate, key string
}

func (hook webhook) run(ctx context.Context, kubeconfig string) error {
	chain, err := plugins(kubeconfig)
	if err != nil {
		return err
	}
	scheme := runtime.NewScheme()
	certificates.Install(scheme)
	acme.Install(scheme)
	meta.Install(scheme)
	paths := http.NewServeMux()
	paths.Handle("/validate", admission.NewCustomValidationWebhook(scheme, chain))
	paths.Handle("/mutate", admission.NewCustomMutationWebhook(chain))
	server := &http.Server{Addr: hook.address, Handler: paths, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.ListenAndServeTLS(hook.certificate, hook.key); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// plugins returns what the webhook asks of a request, in its own order: who asks, who may approve, what is valid.
func plugins(kubeconfig string) (admission.PluginChain, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	authorizer, err := authorizerfactory.DelegatingAuthorizerConfig{
		SubjectAccessReviewClient: client.AuthorizationV1(),
		AllowCacheTTL:             time.Second,
		DenyCacheTTL:              time.Second,
		WebhookRetryBackoff:       &wait.Backoff{Duration: time.Second, Factor: 2, Steps: 2},
	}.New()
	if err != nil {
		return nil, err
	}
	return admission.PluginChain{
		identity.NewPlugin(), approval.NewPlugin(authorizer, client.Discovery()), resourcevalidation.NewPlugin(),
	}, nil
}
