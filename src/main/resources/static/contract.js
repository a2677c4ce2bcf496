window.ui = SwaggerUIBundle({ url: "/api-spec/whistle.yaml", dom_id: "#contract", validatorUrl: null, tryItOutEnabled: true, docExpansion: "list" });
